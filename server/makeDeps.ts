import path from 'node:path'
import { makeAppSecrets } from './accounts/appSecrets.queries.ts'
import { makeCredentialStore } from './accounts/credentials.queries.ts'
import { simulatedApp } from './accounts/simulatedApp.queries.ts'
import { SetCache } from './automations/setCache.ts'
import { channelNames, channelOf } from './channels/channels.ts'
import type { Config } from './config.ts'
import type { Deps } from './deps.ts'
import { worldClock, type WorldClock } from './platform/clock.ts'
import { openDatabases } from './platform/db.ts'
import { makeWantedEvents } from './endpoints/wantedEvents.queries.ts'
import { fileStore } from './platform/fileStore.ts'
import { guardedHttp } from './platform/guardedHttp.ts'
import { makeHealth } from './platform/health.ts'
import { platformHttp } from './platform/http.ts'
import { idMaker } from './platform/ids.ts'
import type { Log } from './platform/log.ts'
import type { Logins } from './platform/logins.queries.ts'
import { makeTranscriber } from './media/transcriber.ts'
import { makeMetrics } from './platform/metrics.ts'
import { openVault } from './platform/vault.queries.ts'
import { postFile } from './platform/postFile.ts'
import { makeWake } from './platform/wake.ts'
import { makeSendLetter } from './mail/sendLetter.ts'
import { inEnglish, makeTexts } from './texts.ts'

export type MadeDeps = Deps & { close(): Promise<void> }

type Given = {
  config: Config
  log: Log
  databaseUrl: string | Logins
  ownerUrl?: string
  secretKeys: string[]
  clock?: WorldClock
  dice?: () => number
}

/** Connections to one platform beside those of the worker's sends: reading back, and requests from the pages. */
const otherCalls = 64

/** Creates everything with effects outside the program, once. In: settings, a migrated database, the encryption keys. */
export async function makeDeps({
  config,
  log,
  databaseUrl,
  ownerUrl,
  secretKeys,
  clock = worldClock(),
  dice = Math.random,
}: Given): Promise<MadeDeps> {
  const databases = openDatabases(databaseUrl, log, { singleRole: config.singleRoleAllowed })
  const { system } = databases
  const vault = openVault(system, secretKeys)
  const wake = makeWake()
  const health = makeHealth({ clock, log })
  const { http, close: closeHttp } = platformHttp(config.workerCalls + otherCalls)
  const guarded = guardedHttp({ allow: config.endpointAllow })
  const simulated = await simulatedApp(databases.system)
  const shared = { system, vault, clock, wake }
  return {
    config,
    log,
    clock,
    newId: idMaker(() => clock.machineMs()),
    dice,
    http,
    guardedHttp: guarded,
    mail: config.mail && { send: makeSendLetter(config.mail.server, config.mail.from), from: config.mail.from },
    databases,
    files: fileStore(path.join(config.dataDir, 'media')),
    transcriber: config.transcribe && makeTranscriber(config.transcribe, postFile),
    ownerUrl: ownerUrl ?? (typeof databaseUrl === 'string' ? databaseUrl : databaseUrl.system.url),
    vault,
    wake,
    metrics: makeMetrics(clock),
    health,
    rounds: new Map(),
    sets: new SetCache(),
    credentials: makeCredentialStore({
      ...shared,
      graphVersion: config.graphVersion,
      appsOf: (isSimulated) =>
        isSimulated
          ? { ids: [simulated.id], proofSecret: simulated.secret }
          : { ids: config.appIds, proofSecret: config.apps.facebook?.secret ?? null },
    }),
    wanted: makeWantedEvents(shared),
    secrets: makeAppSecrets(shared, {
      app: { secrets: config.appSecrets, verifyTokens: config.verifyToken ? [config.verifyToken] : [] },
      simulator: config.simulator ? simulated : null,
    }),
    channelOf,
    channelNames,
    textOf: inEnglish,
    textsFor: makeTexts(),
    async close() {
      await health.stop()
      await closeHttp()
      await guarded.close()
      await databases.close()
    },
  }
}
