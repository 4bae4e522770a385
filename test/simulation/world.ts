import type { Credentials } from '../../server/model/channel.ts'
import type { HttpResponse } from '../../server/model/http.ts'
import type { Ground } from './database.ts'
import type { Platform } from './platform.ts'
import type { LockWatch } from './pool.ts'
import type { Steps } from './steps.ts'
import type { Time } from './time.ts'
import type { Arrivals } from './deliveries.ts'
import type { Work } from './work.ts'

/** State that everything in one simulated world shares. */
export type World = {
  steps: Steps
  time: Time
  ground: Ground
  locks: LockWatch
  platform: Platform
  work: Work
  arrivals: Arrivals
  refusals: Record<'throttled' | 'logged out' | 'trouble', HttpResponse>
  credentials(accountId: string): Credentials
  /** A line of the trace. */
  say(line: string): void
  /** Records that something happened which must not. */
  wrong(what: string): void
}
