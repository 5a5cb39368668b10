// node componentize.mjs SOURCE OUT: makes a component of a JavaScript service
// worker. The engine speaks wasi:http 0.2.10 and no other.
import { writeFile } from 'node:fs/promises';
import { componentize } from '@bytecodealliance/componentize-js';
import { withWIT } from './wit.mjs';

const [, , sourcePath, out] = process.argv;
const { component } = await withWIT('0.2.10', 'include wasi:http/proxy@V;', (witPath) =>
  componentize({ sourcePath, witPath, worldName: 'guest', enableAot: false }));
await writeFile(out, component);
