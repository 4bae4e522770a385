// Loaded before the server (NODE_OPTIONS=--import): shifts its system clock by the number of ms in the file FAULTS_CLOCK_FILE, from one
// moment to the next, as when an administrator sets the machine's time. Timers are unaffected, as they are then.
import { readFileSync } from 'node:fs'

const file = process.env['FAULTS_CLOCK_FILE']
if (file && process.argv[1]?.endsWith('server/main.ts')) {
  const Real = Date
  const realNow = Date.now.bind(Date)
  let wrongByMs = 0
  const look = () => {
    try {
      wrongByMs = Number(readFileSync(file, 'utf8')) || 0
    } catch {
      wrongByMs = 0
    }
  }
  look()
  setInterval(look, 20).unref()
  globalThis.Date = class extends Real {
    constructor(...given) {
      if (given.length === 0) super(realNow() + wrongByMs)
      else super(...given)
    }
    static now() {
      return realNow() + wrongByMs
    }
  }
}
