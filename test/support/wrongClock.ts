// Loaded before a program (`node --import …`), it makes that one process believe in another time, as a machine with a wrong clock does:
// everything in it that asks for the time, libraries too, is told WRONG_CLOCK_MS more. Nothing in the product knows of it.
const byMs = Number(process.env['WRONG_CLOCK_MS'])
if (!Number.isInteger(byMs) || byMs === 0) throw new Error('WRONG_CLOCK_MS says by how many milliseconds the clock is wrong')

const RightDate = Date
const now = () => RightDate.now() + byMs

globalThis.Date = new Proxy(RightDate, {
  // `new Date()` is now; `new Date(value)` is that time, whatever the clock says.
  construct: (target, given: [], newTarget) => Reflect.construct(target, given.length ? given : [now()], newTarget) as Date,
  apply: () => new RightDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
})
