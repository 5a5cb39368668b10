// node component.mjs CORE VERSION ADAPTER OUT
//
// Makes a component of a core module whose imports and exports bear names of
// WASI. VERSION is the version those names carry, 0.2.x or 0.3.0 ("-" if the
// module brings its component-type section or needs none); ADAPTER is what turns
// its preview1 imports into 0.2.12: reactor, command, or none ("run" is none, for
// a module that exports wasi:cli/run instead of an HTTP handler, "middleware" for
// one that imports a handler of 0.3 too).
import { readFile, writeFile } from 'node:fs/promises';
import { componentEmbed, componentNew, preview1AdapterCommandPath, preview1AdapterReactorPath } from '@bytecodealliance/jco';
import { withWIT } from './wit.mjs';

const [, , core, version, adapter, out] = process.argv;
const world = version === '0.3.0'
  ? `include wasi:http/${adapter === 'middleware' ? 'middleware' : 'service'}@V;`
  : 'include wasi:cli/imports@V; include wasi:http/imports@V; export ' +
    (adapter === 'run' ? 'wasi:cli/run@V;' : 'wasi:http/incoming-handler@V;');
const adapters = { reactor: preview1AdapterReactorPath, command: preview1AdapterCommandPath };

let binary = await readFile(core);
if (version !== '-') binary = await withWIT(version, world, (witPath) => componentEmbed({ binary, witPath }));
const used = adapters[adapter] ? [['wasi_snapshot_preview1', await readFile(adapters[adapter]())]] : [];
await writeFile(out, await componentNew(binary, used));
process.exit(0); // the tools leave workers behind
