// Shows and hides questions while their page is filled in, by the conditions of the paper. What is kept is
// decided by the server; without this a question comes when the page is sent.
import { evaluate } from './logic.js';

const ERAS = { 西暦: 0, western: 0, 令和: 2018, reiwa: 2018, 平成: 1988, heisei: 1988, 昭和: 1925, showa: 1925, 大正: 1911, taisho: 1911, 明治: 1867, meiji: 1867 };
const folded = (text) => text.normalize('NFKC').trim();

function whole(text) {
  const digits = folded(text).replace(/[, ]/g, '').replace(/^[−‐ー–—]/, '-');
  return /^-?\d{1,18}$/.test(digits) ? ['int', BigInt(digits).toString()] : null;
}
function date(part) {
  const number = (name) => Number(folded(part(name)?.value ?? '').replace('元', '1'));
  const era = part('era') ? ERAS[part('era').value] : 0;
  const [year, month, dayOfMonth] = [number('year') + (era ?? 0), number('month'), number('day')];
  const at = new Date(Date.UTC(year, month - 1, dayOfMonth));
  const real = year >= 1000 && at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === dayOfMonth;
  return real ? ['date', at.toISOString().slice(0, 10)] : null;
}

// What a question's controls say; null while they say nothing that could be kept.
function answer(question) {
  const inputs = [...question.querySelectorAll('input, select, textarea')].filter((i) => !i.name.startsWith('_'));
  const part = (name) => inputs.find((i) => i.name.endsWith(`.${name}`));
  const checked = inputs.filter((i) => i.checked).map((i) => i.value);
  switch (question.dataset.kind) {
    case 'yes_no': return checked.length ? ['bool', checked[0] === 'yes'] : null;
    case 'consent': return checked.length ? ['bool', true] : null;
    case 'choice': return checked.length ? ['str', checked[0]] : null;
    case 'choices': return checked.length ? ['set', checked] : null;
    case 'number': case 'money': return whole(inputs[0].value);
    case 'date': case 'birthday': return date(part);
    case 'text': case 'long_text': case 'name': case 'kana': case 'phone': case 'email': {
      const text = folded(inputs[0].value);
      return text ? ['str', text] : null;
    }
    default: return inputs.some((i) => i.type !== 'hidden' && i.type !== 'button' && i.value) ? ['thing'] : null;
  }
}

function look(scope, known) {
  const inRow = scope.matches('fieldset');
  const here = {};
  const world = inRow ? { ...known, row: here } : { ...known, values: { ...known.values } };
  read(scope, world, inRow ? here : world.values);
}
// Shows and hides the questions of a section or row, and writes down what they say.
function read(scope, world, into) {
  for (const question of scope.querySelectorAll('[data-key]')) {
    if (question.dataset.when) question.hidden = !holds(evaluate(world, JSON.parse(question.dataset.when)));
    // What is hidden is not answered, and hides what hangs on it.
    const shown = !question.hidden && question.offsetParent !== null;
    const value = shown ? answer(question) : null;
    into[question.dataset.key] = value;
  }
}
// All pages of a paper on one screen: each section comes and goes by what those before it say.
function lookThrough(form, known) {
  const world = { ...known, values: {}, rows: {} };
  let ended = false;
  for (const section of form.querySelectorAll('[data-section]')) {
    const { section: name, when, group } = section.dataset;
    const asked = !ended && (when === undefined || holds(evaluate(world, JSON.parse(when))));
    section.hidden = !asked;
    for (const link of document.querySelectorAll('[data-for]')) if (link.dataset.for === name) link.hidden = !asked;
    if (group === undefined) {
      read(section, world, world.values);
    } else {
      const rows = [...section.querySelectorAll('fieldset.scope')].map((row) => {
        const here = {};
        read(row, { ...world, row: here }, here);
        return here;
      });
      if (asked) world.rows[group] = rows;
    }
    ended ||= asked && section.dataset.exit !== undefined;
  }
}
const holds = (v) => v !== null && v[0] === 'bool' && v[1];

for (const form of document.querySelectorAll('form[data-logic]')) {
  const known = JSON.parse(form.dataset.logic);
  if (form.dataset.whole !== undefined) {
    const all = () => lookThrough(form, known);
    form.addEventListener('input', all);
    form.addEventListener('change', all);
    all();
    continue;
  }
  const scopes = form.matches('.scope') ? [form] : [...form.querySelectorAll('.scope')];
  const all = () => scopes.forEach((scope) => look(scope, known));
  form.addEventListener('input', all);
  form.addEventListener('change', all);
  all();
}
