// node compose.mjs MIDDLEWARE SERVICE OUT: puts two components of WASI 0.3 into
// one, the service behind the middleware's import of wasi:http/handler.
//
// The outer component imports the interfaces of a world as a whole; each inner
// one takes from them what it names.
import { readFile, writeFile } from 'node:fs/promises';
import { componentEmbed, componentNew, parse, print } from '@bytecodealliance/jco';
import { withWIT } from './wit.mjs';

const handler = 'wasi:http/handler@0.3.0';

// forms returns the forms directly inside the outermost one.
function forms(text) {
  const found = [];
  let depth = 0, start = 0, quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"' && text[i - 1] !== '\\') quoted = !quoted;
    if (quoted) continue;
    if (text[i] === '(' && ++depth === 2) start = i;
    if (text[i] === ')' && depth-- === 2) found.push(text.slice(start, i + 1));
  }
  return found;
}

const imported = (all) => all.filter((form) => form.startsWith('(import')).map((form) => form.split('"')[1]);
const named = (text, name) => '(component $' + name + text.trimStart().slice('(component'.length);

const [, , middleware, service, out] = process.argv;
const whole = await withWIT('0.3.0', 'include wasi:http/service@V;', async (witPath) =>
  componentNew(await componentEmbed({ dummy: true, witPath })));
const [world, front, back] = await Promise.all([whole, await readFile(middleware), await readFile(service)].map(print));

const all = forms(world);
const outer = all.slice(0, all.findIndex((form) => form.startsWith('(core')));
const given = (text) => imported(forms(text)).filter((name) => name !== handler)
  .map((name) => `(with "${name}" (instance $${name}))`).join(' ');
await writeFile(out, await parse(`(component
${outer.join('\n')}
${named(back, 'service')}
${named(front, 'middleware')}
(instance $behind (instantiate $service ${given(back)}))
(instance $before (instantiate $middleware ${given(front)} (with "${handler}" (instance $behind "${handler}"))))
(export "${handler}" (instance $before "${handler}"))
)`));
process.exit(0); // the tools leave workers behind
