import { z } from 'zod'
import { loginNames, loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import type { JobHandler } from '../jobs/handler.ts'
import { addMails } from '../mail/addMails.queries.ts'
import { ChannelError } from '../model/channel.ts'
import type { TokenState } from '../model/login.ts'
import type { Db } from '../platform/db.ts'
import { askedDaily } from './askedDaily.ts'
import type { ConnectionRow } from './connections.queries.ts'
import { findInspector } from './inspector.ts'
import { sentence } from './sentences.ts'
import { findLogin, noteLogin } from './tokens.queries.ts'

const data = z.object({ connectionId: z.uuid() })

type Guarding = Pick<Deps, 'clock' | 'newId' | 'http' | 'vault' | 'wake' | 'config' | 'databases'> & { system: Db }

/**
 * Asks the platform about the token of a login: what it may do, when it ends, whether it is valid. A dead one stops the login and is told
 * by a mail; its accounts have tokens of their own and go on for as long as those work.
 */
export const checkLogin = (deps: Guarding): JobHandler => ({
  ...askedDaily,
  async run(job) {
    const row = await findLogin(deps.system, data.parse(job.data).connectionId)
    if (!row?.user_token || !loginNames.includes(row.provider)) return { kind: 'done' }
    const inspector = await findInspector(deps, { app: loginOf(row.provider).app, simulated: row.simulated })
    // The app was changed: its secret proves nothing about tokens of the one before.
    if (inspector?.site.app.id !== row.app_id) return { kind: 'done' }
    const place = { table: 'connections', row: row.id, column: 'user_token', workspaceId: row.workspace_id }
    try {
      const state = await inspector.inspect(deps.http, inspector.site, await deps.vault.open(place, row.user_token))
      await (state.isValid ? noteValid(deps, row, state) : noteDead(deps, row, state))
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error
      return { kind: 'later', code: error.code, counts: true }
    }
    deps.wake.tell('accounts', row.workspace_id)
    return { kind: 'done' }
  },
})

async function noteValid({ system, clock }: Guarding, row: ConnectionRow, state: TokenState): Promise<void> {
  const change = {
    granted_scopes: state.scopes,
    token_expires_at: state.expiresAt,
    data_access_expires_at: state.dataAccessExpiresAt,
    token_checked_at: clock.now(),
  }
  await system.transaction().execute((trx) => noteLogin(trx, row, change))
}

async function noteDead({ system, clock, newId }: Guarding, row: ConnectionRow, { words }: TokenState): Promise<void> {
  const now = clock.now()
  const name = row.name ?? row.external_id
  await system.transaction().execute(async (trx) => {
    const change = { status: 'reconnect_needed', status_reason: words, token_checked_at: now, updated_at: now } as const
    if (!(await noteLogin(trx, row, change))) return
    await addMails(trx, { newId, now }, [
      {
        workspaceId: row.workspace_id,
        accountId: null,
        to: null,
        uniqueKey: `login_ended/${row.id}/${now.toISOString()}`,
        content: {
          subject: sentence('accounts.mail_login_ended', { name }),
          paragraphs: [sentence('accounts.login_ended', { name, before: words })],
          link: { path: '/settings', text: sentence('accounts.mail_open') },
        },
      },
    ])
  })
}
