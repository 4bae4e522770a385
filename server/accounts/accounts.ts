import { checkDefaultTemplate } from './checkDefaultTemplate.ts'
import type { z } from 'zod'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import { channelNames, channelOf, loginNames } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import { type AccountNotices, usualHandPauseMinutes } from '../model/account.ts'
import { auditOf } from '../model/audit.ts'
import { storeOwnLimits } from '../limits/ownLimits.queries.ts'
import type { Credentials } from '../model/channel.ts'
import { messageKinds, type MessageKind } from '../model/message.ts'
import { removeWithBelongings } from '../platform/belongings/removeWithBelongings.queries.ts'
import type { TextOf } from '../model/sentence.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { changeAccount, findAccount, resumeKinds, type AccountChange, type AccountRow, type ListedAccount } from './accounts.queries.ts'
import { abilitiesOf } from './abilitiesOf.ts'
import { checkAccount } from './checkAccount.ts'
import { endLogin, findWithLogin } from './connections.queries.ts'
import { endAtPlatform } from './endAtPlatform.ts'
import { graphUrl, isSimulated } from './loginSite.ts'
import { changedOwnLimits } from './ownLimits.ts'
import { noticesOf } from './shortSecrets.ts'
import { columnsOfToken, findOwnAccount, pasted, storeAccount } from './storeAccount.ts'
import type { accountChange, accountInput, Account } from './accounts.schemas.ts'
import { sentence } from './sentences.ts'

/**
 * Connects an account with its token: reads it (a token of another account is rejected), subscribes the app to its events, stores it. A
 * disconnected account of the workspace goes on where it stopped. Errors: ApiError conflict (connected already, or in another workspace),
 * and those of `checkAccount`.
 */
export async function connectAccount(
  deps: Deps,
  who: Principal,
  input: z.infer<typeof accountInput>,
  ownUrl: string | null,
  simulated = isSimulated(deps.config),
): Promise<AccountRow> {
  // Before the platform is asked: a caller who is limited could not store what it then did there.
  if (who.accountIds !== null) throw new ApiError('forbidden', 'A key or login that is limited to some accounts connects none.')
  const { pageId = null, wabaId: businessId = null } = input
  const login = deps.channelOf(input.channel).connecting.loginOf({ loginType: input.loginType ?? null, pageId, businessId })
  if ('missing' in login) throw new ApiError('invalid_input', login.missing)
  const existing = await findOwnAccount(deps, who, input.channel, input.externalId)
  if (existing && existing.status !== 'disconnected')
    throw new ApiError('conflict', `This account is connected already, as ${existing.id}.`)
  const as: Credentials = {
    channel: input.channel,
    externalId: input.externalId,
    pageId,
    businessId,
    loginType: login.loginType,
    accessToken: input.accessToken,
    graphUrl: graphUrl(deps.config, login.loginType, simulated),
    graphVersion: deps.config.graphVersion,
    appIds: deps.credentials.appIds({ simulated, hasOwnApp: Boolean(input.appSecret ?? existing?.app_secret) }),
  }
  const profile = await checkAccount(deps, as, input.pin)
  const { name, status, appSecret, verifyToken } = input
  const given = { as, profile, name, simulated, facts: pasted, ...defined({ status, appSecret, verifyToken }) }
  return storeAccount(deps, who, given, existing, ownUrl)
}

const defined = <T extends Record<string, unknown>>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> }

/**
 * Changes an account. A new token is checked first, and resumes a stopped account. Errors: not_found, invalid_input, those of
 * `checkAccount`.
 */
export async function updateAccount(deps: Deps, who: Principal, id: string, input: z.infer<typeof accountChange>): Promise<AccountRow> {
  const current = await inWorkspace(deps.databases.web, who, (trx) => findAccount(trx, id))
  if (!current) return notFound('account', id)
  if (input.status && !input.accessToken && current.status === 'disconnected')
    throw new ApiError('conflict', 'This account is disconnected. Connect it again instead of switching it.')
  const ownLimits = input.ownLimits ? changedOwnLimits(current.own_limits, input.ownLimits, deps.channelOf(current.channel).rates) : null
  const change: AccountChange = { updated_at: deps.clock.now(), ...(ownLimits && { own_limits: ownLimits }) }
  const sealed = (column: string, secret: string) =>
    deps.vault.seal({ table: 'accounts', row: id, column, workspaceId: who.workspaceId }, secret)
  if (input.name) change.name = input.name
  if (input.defaultCountry !== undefined) change.default_country = input.defaultCountry
  if (input.defaultTemplateId !== undefined) change.default_template_id = input.defaultTemplateId
  if (input.showsTyping !== undefined) change.shows_typing = input.showsTyping
  if (input.handPauseMinutes !== undefined) change.hand_pause_minutes = input.handPauseMinutes
  if (input.appSecret) change.app_secret = await sealed('app_secret', input.appSecret)
  if (input.verifyToken) change.verify_token = await sealed('verify_token', input.verifyToken)
  if (input.accessToken) {
    const as: Credentials = {
      channel: current.channel,
      externalId: current.external_id,
      pageId: current.page_id,
      businessId: current.business_id,
      loginType: current.login_type,
      accessToken: input.accessToken,
      graphUrl: current.graph_url,
      graphVersion: deps.config.graphVersion,
      appIds: deps.credentials.appIds({ simulated: current.simulated, hasOwnApp: Boolean(input.appSecret ?? current.app_secret) }),
    }
    const profile = await checkAccount(deps, as, input.pin)
    Object.assign(change, {
      access_token: await sealed('access_token', input.accessToken),
      username: profile.username,
      category: profile.category ?? null,
      picture_url: profile.pictureUrl,
      phone: profile.phone ?? null,
      business_id: profile.businessId ?? current.business_id,
      // Nothing is known yet of a token that was pasted (checkToken.job.ts).
      ...columnsOfToken(pasted),
    })
    change.stopped_kinds = {}
    if (current.status !== 'inactive') Object.assign(change, { status: 'active', status_reason: null })
  }
  if (input.status) Object.assign(change, { status: input.status, status_reason: null })
  if (input.status === 'active') change.stopped_kinds = {}
  const { status, default_country: defaultCountry, default_template_id: defaultTemplateId } = current
  const before = { status, defaultCountry, defaultTemplateId }
  const changed = await inWorkspace(deps.databases.web, who, async (trx) => {
    if (input.defaultTemplateId) await checkDefaultTemplate(trx, deps.channelOf(current.channel), id, input.defaultTemplateId)
    await writeAudit(trx, deps, {
      workspaceId: who.workspaceId,
      actor: who.actor,
      action: 'change',
      subject: 'account',
      subjectId: id,
      ...auditOf('account', before, { ...input, pin: undefined }),
    })
    const row = await changeAccount(trx, id, change)
    if (ownLimits) await storeOwnLimits(trx, id, ownLimits)
    return row
  })
  deps.wake.tell('accounts', who.workspaceId, [id])
  deps.wake.tell('outbox', null)
  return changed ?? notFound('account', id)
}

/**
 * Deletes an account with everything that belongs to it (platform/belongings): automations, conversations, events. Leads stay. Like one
 * that is disconnected, it ends what nobody else needs at the platform, and the token of its login. Errors: not_found.
 */
export async function deleteAccount(deps: Deps, who: Principal, id: string): Promise<void> {
  const { account, login } = await inWorkspace(deps.databases.web, who, (trx) => findWithLogin(trx, id))
  const ended = account.access_token ? await endAtPlatform(deps, account, login) : null
  const removed = await inWorkspace(deps.databases.web, who, async (trx) => {
    const subject = { subject: 'account', subjectId: id, fields: ended?.done ?? [] }
    await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'remove', ...subject })
    if (login && ended?.endsLogin) await endLogin(trx, login.id, deps.clock.now())
    await lockIngest(trx)
    return removeWithBelongings(trx, 'accounts', id)
  })
  if (!removed) notFound('account', id)
  deps.wake.tell('accounts', who.workspaceId, [id])
}

/** Resumes stopped kinds of messages, one or all. Errors: not_found. */
export async function resumeAccount(deps: Deps, who: Principal, id: string, kind: MessageKind | null): Promise<AccountRow> {
  const done = await inWorkspace(deps.databases.web, who, async (trx) => {
    const changed = await resumeKinds(trx, id, kind, deps.clock.now())
    const subject = { subject: 'account', subjectId: id, fields: changed?.resumed ?? [] }
    if (changed?.resumed.length)
      await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'resume_kinds', ...subject })
    return changed
  })
  if (!done) return notFound('account', id)
  deps.wake.tell('accounts', who.workspaceId, [id])
  deps.wake.tell('messages', who.workspaceId, [id])
  deps.wake.tell('outbox', null)
  return done.account
}

export const showAccount =
  (textOf: TextOf) =>
  (row: AccountRow & Partial<ListedAccount>): Account => ({
    id: row.id,
    channel: row.channel,
    externalId: row.external_id,
    pageId: row.page_id,
    phone: row.phone,
    username: row.username,
    triggers: channelNames.includes(row.channel) ? [...channelOf(row.channel).triggers] : [],
    hasPosts: channelNames.includes(row.channel) && channelOf(row.channel).posts !== undefined,
    hasFiles: channelNames.includes(row.channel) && channelOf(row.channel).files !== undefined,
    hasTemplates: channelNames.includes(row.channel) && channelOf(row.channel).templates !== undefined,
    hasEntryPoints: channelNames.includes(row.channel) && channelOf(row.channel).entryPoints !== undefined,
    hasProfile: channelNames.includes(row.channel) && channelOf(row.channel).profile !== undefined,
    leadAds: channelNames.includes(row.channel) && channelOf(row.channel).leads !== undefined,
    hasHistory: channelNames.includes(row.channel) && channelOf(row.channel).history !== undefined,
    category: row.category,
    name: row.name,
    loginType: row.login_type,
    login: loginNameOf(row),
    status: row.status,
    statusReason: row.status_reason && textOf(row.status_reason),
    simulated: row.simulated,
    pictureUrl: row.picture_url,
    tokenExpiresAt: row.token_expires_at?.toISOString() ?? null,
    tokenKind: row.token_kind,
    tokenRenews: renewsItself(row),
    dataAccessExpiresAt: row.data_access_expires_at?.toISOString() ?? null,
    connectionId: row.connection_id,
    grantedScopes: row.granted_scopes,
    abilities: abilitiesOf(row),
    defaultCountry: row.default_country,
    defaultTemplateId: row.default_template_id,
    showsTyping: row.shows_typing,
    handPauseMinutes: row.hand_pause_minutes ?? usualHandPauseMinutes,
    told: toldOf(row.notices, textOf),
    lastEventAt: row.last_event_at?.toISOString() ?? null,
    notices: [...noticesOf(row), ...doctorNotice(row, textOf), ...templatesNotice(row, textOf)],
    health: healthOf(row, textOf),
    stoppedKinds: messageKinds.flatMap((kind) => {
      const stop = row.stopped_kinds[kind]
      return stop ? [{ kind, code: stop.code, text: textOf(stop.words), at: stop.at }] : []
    }),
    ownLimits: row.own_limits,
    platformLimits: channelNames.includes(row.channel)
      ? messageKinds.flatMap((kind) => channelOf(row.channel).rates[kind].map(({ per, calls, perMs }) => ({ kind, per, calls, perMs })))
      : [],
    createdAt: row.created_at.toISOString(),
  })

/** The platform's latest notices about the account, newest first. */
const toldOf = (notices: AccountNotices, textOf: TextOf): Account['told'] =>
  Object.entries(notices)
    .map(([topic, { code, words, value = null, at }]) => ({ topic, code, text: textOf(words), value, at }))
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))

/** The login through which it can be connected again; null where that is not installed. */
function loginNameOf({ channel, login_type }: AccountRow): string | null {
  const name = channelNames.includes(channel) ? channelOf(channel).connecting.logins[login_type] : null
  return name !== null && loginNames.includes(name) ? name : null
}

/** Whether its token is renewed without a person (checkToken.job.ts). */
const renewsItself = ({ channel, login_type, token_kind }: AccountRow): boolean =>
  channelNames.includes(channel) && (channelOf(channel).tokens?.isRenewable({ loginType: login_type }, token_kind) ?? false)

function doctorNotice({ doctor_problems: problems }: Partial<ListedAccount>, textOf: TextOf): Account['notices'] {
  return problems ? [{ code: 'doctor_problems', text: textOf(sentence('accounts.doctor_problems', { problems })) }] : []
}

function templatesNotice({ templates_refused: before }: Partial<ListedAccount>, textOf: TextOf): Account['notices'] {
  return before ? [{ code: 'templates_not_read', text: textOf(sentence('accounts.templates_not_read', { before })) }] : []
}

/** Whether the account works fully, and what prevents it. */
function healthOf(row: AccountRow, textOf: TextOf): Account['health'] {
  const [stop] = messageKinds.flatMap((kind) => row.stopped_kinds[kind] ?? [])
  if (row.status !== 'active') return { ok: false, text: textOf(row.status_reason ?? sentence(`accounts.${row.status}`)) }
  const words = stop ? sentence('accounts.some_wait', { before: stop.words }) : sentence('accounts.active')
  return { ok: !stop, text: textOf(words) }
}
