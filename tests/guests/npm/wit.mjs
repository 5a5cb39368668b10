// The WIT of WASI as jco carries it: of 0.3.0, and of 0.2 under another patch
// version. Those packages only grow, so 0.2.12 serves for all that these guests use.
import { createRequire } from 'node:module';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

// jco's tools are components themselves and see no files unless told so.
const jco = createRequire(import.meta.url).resolve('@bytecodealliance/jco');
const tools = createRequire(jco).resolve('@bytecodealliance/jco-transpile');
const shim = dirname(createRequire(tools).resolve('@bytecodealliance/preview2-shim'));
const { _setPreopens } = await import(pathToFileURL(join(shim, 'filesystem.js')));
_setPreopens({ '/': '/' });

const builtin = join(dirname(jco), '..', 'lib', 'wit', 'builtin');

// withWIT calls use with a directory that holds the given body of a world
// "guest" and all packages that it may name; @V in it stands for the version.
export async function withWIT(version, world, use) {
  const dir = await mkdtemp(join(tmpdir(), 'gyro-wit-'));
  try {
    await writeFile(join(dir, 'world.wit'), `package guest:app;\nworld guest { ${world.replaceAll('@V', '@' + version)} }\n`);
    const from = join(builtin, version === '0.3.0' ? version : '0.2.12');
    for (const pkg of await readdir(from)) {
      const text = await readFile(join(from, pkg, 'package.wit'), 'utf8');
      await mkdir(join(dir, 'deps', pkg), { recursive: true });
      await writeFile(join(dir, 'deps', pkg, 'package.wit'), text.replaceAll('@0.2.12', '@' + version));
    }
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}
