// node rename.mjs IN OUT OLD=NEW...: renames exported functions of a core
// module, for languages that cannot write the names of the component model;
// "OLD=" removes the export.
import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

const [, , input, out, ...renames] = process.argv;
const module = binaryen.readBinary(readFileSync(input));
for (const rename of renames) {
  const [old, name] = rename.split('=');
  const target = binaryen.getExportInfo(module.getExport(old)).value;
  module.removeExport(old);
  if (name) module.addFunctionExport(target, name);
}
writeFileSync(out, module.emitBinary());
