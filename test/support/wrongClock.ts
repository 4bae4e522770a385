// Loaded before a program (`node --import …`), it shifts the time of that one process, like a machine with a wrong clock: everything in it
// that reads the time, libraries too, gets WRONG_CLOCK_MS more. The product is not aware of it.
const byMs = Number(process.env['WRONG_CLOCK_MS'])
if (!Number.isInteger(byMs) || byMs === 0) throw new Error('WRONG_CLOCK_MS says by how many milliseconds the clock is wrong')

const RightDate = Date
const now = () => RightDate.now() + byMs

globalThis.Date = new Proxy(RightDate, {
  // `new Date()` is the shifted time; `new Date(value)` is that value, whatever the clock says.
  construct: (target, given: [], newTarget) => Reflect.construct(target, given.length ? given : [now()], newTarget) as Date,
  apply: () => new RightDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
})
