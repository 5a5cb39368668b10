// The WIT of WASI 0.2 as jco carries it, under another patch version: the
// packages only grow, so those of 0.2.12 serve for all that these guests use.
import { createRequire } from 'node:module';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const jco = createRequire(import.meta.url).resolve('@bytecodealliance/jco');
const builtin = join(dirname(jco), '..', 'lib', 'wit', 'builtin', '0.2.12');

// withWIT calls use with a directory that holds the given body of a world
// "guest" and all packages that it may name; @V in it stands for the version.
export async function withWIT(version, world, use) {
  const dir = await mkdtemp(join(tmpdir(), 'gyro-wit-'));
  try {
    await writeFile(join(dir, 'world.wit'), `package guest:app;\nworld guest { ${world.replaceAll('@V', '@' + version)} }\n`);
    for (const pkg of await readdir(builtin)) {
      const text = await readFile(join(builtin, pkg, 'package.wit'), 'utf8');
      await mkdir(join(dir, 'deps', pkg), { recursive: true });
      await writeFile(join(dir, 'deps', pkg, 'package.wit'), text.replaceAll('@0.2.12', '@' + version));
    }
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}
