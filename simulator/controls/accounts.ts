import { accessOf, revokeTokens, withdrawPermission } from '../world/tokens.ts'
import { registrationIn } from '../whatsapp/accounts.ts'
import { healthOfNumber, registrationOf, setHealth, setRegistration } from '../whatsapp/numbers.ts'
import { changeBusiness } from '../whatsapp/signup.ts'
import { changeAccount, findAccountByAnyId, listAccounts, type Account, type ChannelName } from '../world/accounts.ts'
import { writeMeta } from '../world/meta.ts'
import { findSubscription, listSubscriptions, saveSubscription, whyHandshakeFails } from '../webhooks/subscriptions.ts'
import { productOf, type World } from '../world/world.ts'
import { pictureOf } from '../world/pictureOf.ts'
import { isAppList, setOtherApps } from '../platform/otherApps.ts'
import { ControlError } from './errors.ts'
import { maybeNumber, maybeSwitch, maybeText, needAccount, needText, type Control } from './request.ts'

/** An account as people and tests see it; its tokens are valid only in this simulated platform. */
const show = (world: World, account: Account) => ({
  id: account.id,
  channel: account.channel,
  username: account.username,
  name: account.name,
  loginType: account.loginType,
  ...productOf(world, account).accounts.shown(world, account),
  ...accessOf(world, account),
  picture: pictureOf(world, account.id),
  subscribed: findSubscription(world, account.id) !== null,
  subscribedFields: account.fields,
})

const isProduct = (world: World, channel: string): channel is ChannelName => Object.hasOwn(world.products, channel)

/** POST /simulator/accounts {channel, id?, username?, phone?, wabaId?, name, loginType?} */
export const addAccount: Control = ({ world, body }) => {
  const channel = needText(body, 'channel')
  if (!isProduct(world, channel)) {
    const there = Object.keys(world.products).map((one) => `"${one}"`)
    throw new ControlError(501, 'not_supported', `"${channel}" accounts are not simulated yet; ${there.join(' and ')} are`)
  }
  const name = needText(body, 'name')
  const id = maybeText(body, 'id')
  if (id !== undefined && !/^\d{1,30}$/.test(id)) throw new ControlError(400, 'bad_value', '"id" is a decimal platform id')
  if (id !== undefined && findAccountByAnyId(world, id)) throw new ControlError(409, 'taken', `there is an account ${id} already`)
  return { status: 201, body: show(world, world.products[channel].accounts.make(world, { id, name, body })) }
}

export const allAccounts: Control = ({ world }) => ({ body: { data: listAccounts(world).map((account) => show(world, account)) } })
export const oneAccount: Control = ({ world, path }) => ({ body: show(world, needAccount(world, path['id']!)) })

const accountTypes = ['Business', 'Media_Creator', 'Personal']

/** PATCH /simulator/accounts/:id {username?, accountType?, messagesAllowed?}: what an owner changes in the platform's own app. */
export const patchAccount: Control = ({ world, path, body }) => {
  const account = needAccount(world, path['id']!)
  const accountType = maybeText(body, 'accountType')
  if (accountType !== undefined && !accountTypes.includes(accountType))
    throw new ControlError(400, 'bad_value', `"accountType" is one of ${accountTypes.join(', ')}`)
  const username = maybeText(body, 'username')
  const allowed = maybeSwitch(body, 'messagesAllowed')
  const { otherApps } = body
  if (otherApps !== undefined && !isAppList(otherApps)) throw new ControlError(400, 'bad_value', '"otherApps" is [{id, name, fields}]')
  if (otherApps !== undefined) setOtherApps(world, account.id, otherApps)
  const change = {
    ...(username !== undefined && { username }),
    ...(accountType !== undefined && { accountType }),
    ...(allowed !== undefined && { messagesAllowed: allowed ? 1 : 0 }),
  }
  return { body: show(world, changeAccount(world, account, change)) }
}

/**
 * PATCH /simulator/numbers/:id {canSend?: AVAILABLE|LIMITED|BLOCKED, why?, solution?, quality?: GREEN|YELLOW|RED, status?}: how a number
 * does (meta-platform.md 13.2 row 2.19). A blocked one sends nothing. {registered?, verified?, pin?, onBizApp?}: how far it is with the API
 * (5.11).
 */
export const patchNumber: Control = ({ world, path, body }) => {
  const account = needAccount(world, path['id']!)
  if (account.channel !== 'whatsapp') throw new ControlError(400, 'bad_value', `${account.id} is no number`)
  const oneOf = (name: string, values: string[]) => {
    const value = maybeText(body, name)
    if (value !== undefined && !values.includes(value)) throw new ControlError(400, 'bad_value', `"${name}" is one of ${values.join(', ')}`)
    return value
  }
  setHealth(world, account, {
    canSend: oneOf('canSend', ['AVAILABLE', 'LIMITED', 'BLOCKED']),
    quality: oneOf('quality', ['GREEN', 'YELLOW', 'RED']),
    status: maybeText(body, 'status'),
    why: maybeText(body, 'why'),
    solution: maybeText(body, 'solution'),
  })
  setRegistration(world, account, registrationIn(body))
  return { body: { id: account.id, ...healthOfNumber(world, account), ...registrationOf(world, account) } }
}

/** POST /simulator/businesses: the next embedded signup is that of another business, which has shared no number yet. */
export const addBusiness: Control = ({ world }) => {
  changeBusiness(world)
  return { status: 201, body: {} }
}

/** POST /simulator/subscriptions {accountId, url, verifyToken, secret, secondSecret?}: handshake first, then stored. */
export const subscribe: Control = async ({ world, body }) => {
  const account = needAccount(world, needText(body, 'accountId'))
  const url = needText(body, 'url')
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new ControlError(400, 'bad_value', '"url" must be a web address')
  const wish = {
    accountId: account.id,
    url,
    verifyToken: needText(body, 'verifyToken'),
    secret: needText(body, 'secret'),
    secondSecret: maybeText(body, 'secondSecret') ?? null,
  }
  const failure = await whyHandshakeFails(world, url, wish.verifyToken)
  if (failure) throw new ControlError(400, 'handshake_failed', `the callback could not be verified: ${failure}`)
  world.store.transaction(() => saveSubscription(world, account, wish))
  return { status: 201, body: { accountId: account.id, url, fields: needAccount(world, account.id).fields } }
}

export const allSubscriptions: Control = ({ world }) => ({
  body: {
    data: listSubscriptions(world).map(({ accountId, url, verifyToken }) => ({
      accountId,
      url,
      verifyToken,
      fields: needAccount(world, accountId).fields,
    })),
  },
})

/** POST /simulator/tokens/revoke {accountId, subcode?}: from now on 190 with that subcode (default 460; 0 for none). */
export const revoke: Control = ({ world, body }) => {
  const account = needAccount(world, needText(body, 'accountId'))
  return { body: { revoked: revokeTokens(world, account.id, maybeNumber(body, 'subcode', 0, 9_999_999) ?? 460) } }
}

/** POST /simulator/tokens/renew {accountId}: fresh tokens, as after a new login. */
export const renew: Control = ({ world, body }) => {
  const account = needAccount(world, needText(body, 'accountId'))
  productOf(world, account).accounts.issueTokens(world, account)
  return { status: 201, body: accessOf(world, account) }
}

/** POST /simulator/tokens/withdraw {accountId, permission}: the owner withdraws one permission; the tokens stay valid without it. */
export const withdraw: Control = ({ world, body }) => {
  const account = needAccount(world, needText(body, 'accountId'))
  return { body: { withdrawn: withdrawPermission(world, account.id, needText(body, 'permission')) } }
}

/**
 * POST /simulator/consent {decision: "grant"|"deny"|[scopes]|"ask", accountId?, targets?, unlisted?}: sets what happens at the consent
 * page.
 * `targets`: {"<permission>": [ids]}, permissions that are granted for these Pages or accounts alone. `unlisted`: Pages that `/me/accounts`
 * leaves out, as it does with some that belong to a business.
 */
export const consent: Control = ({ world, body }) => {
  const { decision } = body
  const accountId = maybeText(body, 'accountId')
  if (accountId !== undefined) needAccount(world, accountId)
  const scopes = Array.isArray(decision) && decision.every((scope) => typeof scope === 'string')
  if (decision !== 'grant' && decision !== 'deny' && decision !== 'ask' && !scopes)
    throw new ControlError(400, 'bad_value', '"decision" is "grant", "deny", "ask" or a list of scopes')
  const targets = body['targets'] ?? {}
  const isTargets = Object.values(targets).every((ids) => Array.isArray(ids) && ids.every((id) => typeof id === 'string'))
  if (typeof targets !== 'object' || !isTargets) throw new ControlError(400, 'bad_value', '"targets" is {"permission": ["id", ...]}')
  const unlisted = body['unlisted'] ?? []
  if (!Array.isArray(unlisted) || !unlisted.every((id) => typeof id === 'string'))
    throw new ControlError(400, 'bad_value', '"unlisted" is a list of ids of Pages')
  writeMeta(world.store, 'consent', decision === 'ask' ? null : { decision, accountId, targets, unlisted })
  return { body: { decision, ...(accountId !== undefined && { accountId }) } }
}
