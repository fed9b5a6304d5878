// Works out conditions exactly as the server does: the trees and values of crates/forms/src/logic/wire.rs.
// It always comes to an end, for names never go round in circles, and it never throws.
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
const DAY = 86_400_000;

const int = (n) => (n >= LEAST && n <= MOST ? ['int', n.toString()] : null);
const bool = (b) => ['bool', b];
const is = (kind, v) => v !== null && v[0] === kind;
const holds = (v) => is('bool', v) && v[1];

const days = (v) => Date.parse(`${v[1]}T00:00:00Z`) / DAY;
const parts = (v) => v[1].split('-').map(Number);
function day(number) {
  const date = new Date(number * DAY);
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) return null;
  return ['date', `${String(year).padStart(4, '0')}-${date.toISOString().slice(-19, -14)}`];
}
function shift(date, n) {
  // No two days of four-digit years lie further apart.
  if (n > 4_000_000n || n < -4_000_000n) return null;
  return day(days(date) + Number(n));
}

// Whether two values are the same; null where nothing can be said.
function equal(a, b) {
  if (a === null || b === null || a[0] === 'thing' || b[0] === 'thing') return null;
  if (a[0] !== b[0]) return false;
  if (a[0] !== 'set') return a[1] === b[1];
  return a[1].length === b[1].length && a[1].every((key, at) => key === b[1][at]);
}
// -1, 0 or 1; null for what has no order.
function order(a, b) {
  if (a === null || b === null || a[0] !== b[0]) return null;
  if (a[0] === 'int') {
    const [x, y] = [BigInt(a[1]), BigInt(b[1])];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (a[0] === 'date') return Math.sign(days(a) - days(b));
  return null;
}
function arithmetic(op, a, b) {
  if (is('int', a) && is('int', b)) {
    const [x, y] = [BigInt(a[1]), BigInt(b[1])];
    return int(op === '+' ? x + y : op === '-' ? x - y : x * y);
  }
  if (op === '+' && is('date', a) && is('int', b)) return shift(a, BigInt(b[1]));
  if (op === '+' && is('int', a) && is('date', b)) return shift(b, BigInt(a[1]));
  if (op === '-' && is('date', a) && is('int', b)) return shift(a, -BigInt(b[1]));
  return null;
}
function age(born, on) {
  if (!is('date', born) || !is('date', on) || days(on) < days(born)) return null;
  const [[by, bm, bd], [oy, om, od]] = [parts(born), parts(on)];
  return int(BigInt(oy - by - (om < bm || (om === bm && od < bd) ? 1 : 0)));
}

// world: { today, values, rows, names } and, inside a row, `row`.
export function evaluate(world, expr, memo = new Map()) {
  const at = (e) => evaluate(world, e, memo);
  const [head, a, b] = expr;
  switch (head) {
    case 'int': case 'str': case 'bool': case 'date': return expr;
    case 'today': return ['date', world.today];
    case 'name': return named(world, a, memo);
    case 'column': case 'list': return null;
    case 'not': return bool(!holds(at(a)));
    case 'minus': {
      const n = at(a);
      return is('int', n) ? int(-BigInt(n[1])) : null;
    }
    case 'and': return bool(holds(at(a)) && holds(at(b)));
    case 'or': return bool(holds(at(a)) || holds(at(b)));
    case 'in': return bool(isIn(at(a), b, at));
    case '==': return bool(equal(at(a), at(b)) === true);
    case '!=': return bool(equal(at(a), at(b)) === false);
    case '<': return bool(order(at(a), at(b)) === -1);
    case '<=': return bool([-1, 0].includes(order(at(a), at(b))));
    case '>': return bool(order(at(a), at(b)) === 1);
    case '>=': return bool([1, 0].includes(order(at(a), at(b))));
    case '+': case '-': case '*': return arithmetic(head, at(a), at(b));
    case 'call': return call(world, a, expr.slice(2), at, memo);
    default: return null;
  }
}

function isIn(item, list, at) {
  if (list[0] === 'list') return list.slice(1).some((each) => equal(item, at(each)) === true);
  const one = at(list);
  if (is('str', item) && is('set', one)) return one[1].includes(item[1]);
  return equal(item, one) === true;
}

const own = (object, key) => (object && Object.hasOwn(object, key) ? object[key] : undefined);

function named(world, name, memo) {
  const value = own(world.row, name) ?? own(world.values, name);
  if (value !== undefined && value !== null) return value;
  if (memo.has(name)) return memo.get(name);
  const expression = own(world.names, name);
  if (expression === undefined) return null;
  // What has a name sees no row: it means the same wherever it is read.
  const result = evaluate({ ...world, row: undefined }, expression, memo);
  memo.set(name, result);
  return result;
}

function call(world, name, args, at, memo) {
  const arg = (i) => (args[i] === undefined ? null : at(args[i]));
  const group = args[0]?.[0] === 'name' ? args[0][1] : undefined;
  const rows = group === undefined ? undefined : own(world.rows, group);
  switch (name) {
    case 'answered': return bool(rows === undefined ? arg(0) !== null : rows.length > 0);
    case 'age': return age(arg(0), args.length > 1 ? arg(1) : ['date', world.today]);
    case 'fiscal_year': {
      const date = arg(0);
      if (!is('date', date)) return null;
      const [year, month] = parts(date);
      return int(BigInt(month >= 4 ? year : year - 1));
    }
    case 'days_between': {
      const [from, to] = [arg(0), arg(1)];
      return is('date', from) && is('date', to) ? int(BigInt(days(to) - days(from))) : null;
    }
    case 'count': {
      if (group === undefined) return null;
      if (rows !== undefined) return int(BigInt(rows.length));
      const set = named(world, group, memo);
      return int(BigInt(is('set', set) ? set[1].length : 0));
    }
    case 'sum': {
      if (args[0]?.[0] !== 'column') return null;
      const [, from, field] = args[0];
      const amounts = (own(world.rows, from) ?? []).map((row) => own(row, field)).filter((v) => v && is('int', v));
      let sum = 0n;
      for (const amount of amounts) {
        sum += BigInt(amount[1]);
        if (sum < LEAST || sum > MOST) return null;
      }
      return int(sum);
    }
    case 'any': case 'all': {
      const held = group === undefined || args.length !== 2 ? []
        : (rows ?? []).map((row) => holds(evaluate({ ...world, row }, args[1], memo)));
      return bool(name === 'any' ? held.some(Boolean) : held.every(Boolean));
    }
    case 'if': return at(args[holds(arg(0)) ? 1 : 2]);
    default: return null;
  }
}
