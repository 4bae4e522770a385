import type { AppSecrets } from './accounts/appSecrets.queries.ts'
import type { CredentialStore } from './accounts/credentials.queries.ts'
import type { WantedEvents } from './endpoints/wantedEvents.queries.ts'
import type { SetCache } from './automations/setCache.ts'
import type { Config } from './config.ts'
import type { Channel } from './model/channel.ts'
import type { Http } from './model/http.ts'
import type { ChannelName } from './model/event.ts'
import type { TextOf } from './model/sentence.ts'
import type { WorldClock } from './platform/clock.ts'
import type { GuardedHttp } from './platform/guardedHttp.ts'
import type { Databases } from './platform/db.ts'
import type { FileStore } from './platform/fileStore.ts'
import type { SendLetter } from './mail/sendLetter.ts'
import type { Transcriber } from './media/transcriber.ts'
import type { Sender } from './mail/smtpSettings.ts'
import type { Health } from './platform/health.ts'
import type { NewId } from './platform/ids.ts'
import type { Log } from './platform/log.ts'
import type { Metrics } from './platform/metrics.ts'
import type { Vault } from './platform/vault.queries.ts'
import type { Wake } from './platform/wake.ts'

/** Everything with effects outside the program, created once in main.ts (and by tests) and handed to the code that needs a part of it. */
export type Deps = {
  config: Config
  log: Log
  clock: WorldClock
  newId: NewId
  dice: () => number
  http: Http
  /** For addresses that users give. */
  guardedHttp: GuardedHttp
  /** Sends mails; null when no mail server is configured. */
  mail: { send: SendLetter; from: Sender } | null
  databases: Databases
  /** Files that people sent, and files to send. */
  files: FileStore
  /** Hears voice messages; null when no service is set. */
  transcriber: Transcriber | null
  /** The database as its owner, for what only the owner may do. */
  ownerUrl: string
  vault: Vault
  wake: Wake
  metrics: Metrics
  health: Health
  /** When each loop of this process last succeeded (loop.ts). */
  rounds: Map<string, number>
  sets: SetCache
  credentials: CredentialStore
  /** Which events endpoints want beside leads. */
  wanted: WantedEvents
  secrets: AppSecrets
  channelOf: (name: ChannelName) => Channel
  /** All that are installed. */
  channelNames: readonly ChannelName[]
  /** Makes the texts of sentences in the language that a request asks for. */
  /** Texts for programs, which have no language. */
  textOf: TextOf
  textsFor: (request: { headers: { 'accept-language'?: string | undefined } }) => TextOf
}
