// node component.mjs CORE VERSION ADAPTER OUT
//
// Makes a component of a core module whose imports and exports bear names of
// WASI 0.2. VERSION is the patch version those names carry ("-" if the module
// brings its component-type section or needs none); ADAPTER is what turns its
// preview1 imports into 0.2.12: reactor, command, or none ("run" is none, for a
// module that exports wasi:cli/run instead of an HTTP handler).
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { componentEmbed, componentNew, preview1AdapterCommandPath, preview1AdapterReactorPath } from '@bytecodealliance/jco';
import { withWIT } from './wit.mjs';

// jco's tools are components themselves and see no files unless told so.
const jco = createRequire(import.meta.url).resolve('@bytecodealliance/jco');
const tools = createRequire(jco).resolve('@bytecodealliance/jco-transpile');
const shim = dirname(createRequire(tools).resolve('@bytecodealliance/preview2-shim'));
const { _setPreopens } = await import(pathToFileURL(join(shim, 'filesystem.js')));
_setPreopens({ '/': '/' });

const [, , core, version, adapter, out] = process.argv;
const world = 'include wasi:cli/imports@V; include wasi:http/imports@V; export ' +
  (adapter === 'run' ? 'wasi:cli/run@V;' : 'wasi:http/incoming-handler@V;');
const adapters = { reactor: preview1AdapterReactorPath, command: preview1AdapterCommandPath };

let binary = await readFile(core);
if (version !== '-') binary = await withWIT(version, world, (witPath) => componentEmbed({ binary, witPath }));
const used = adapters[adapter] ? [['wasi_snapshot_preview1', await readFile(adapters[adapter]())]] : [];
await writeFile(out, await componentNew(binary, used));
process.exit(0); // the tools leave workers behind
