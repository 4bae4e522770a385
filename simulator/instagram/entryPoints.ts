import { needPermission } from '../platform/access.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { list, names as namesOf, object, onlyKeys, text, type Params } from '../platform/params.ts'
import { setEntryPoints } from '../world/accounts.ts'
import { needChars, needUrl } from '../messaging/checkParts.ts'
import { entryPointLimits, messageLimits } from './limits.ts'

/** A Page has a greeting and a first button besides (meta-platform.md 4.1). */
const namesOn = ({ account }: GraphCall): string[] => [
  'ice_breakers',
  'persistent_menu',
  ...(account.channel === 'messenger' ? ['greeting', 'get_started'] : []),
]

// Through a Page, `platform` selects Instagram's instead of Messenger's; Instagram's own host has no such parameter (13.1, row 1.26).
function mayManage(call: GraphCall): void {
  if (call.account.channel === 'messenger') return needPermission(call.token, 'pages_messaging')
  needPermission(call.token, 'instagram_business_manage_messages', 'instagram_manage_messages')
  if (call.host === 'graph.facebook.com' && text(call.params, 'platform') !== 'instagram')
    throw refuse.invalid('Param platform must be instagram')
}

function knownNames(call: GraphCall, given: string[]): string[] {
  const names = namesOn(call)
  const unknown = given.findIndex((name) => !names.includes(name))
  if (unknown !== -1) throw refuse.invalid(`Param fields[${unknown}] must be one of {${names.join(', ').toUpperCase()}}`)
  return given
}

/** GET /{IG_ID}/messenger_profile?fields=ice_breakers,persistent_menu (meta-platform.md 3.6) */
export function readEntryPoints(call: GraphCall): Outcome {
  mayManage(call)
  const asked: readonly string[] = knownNames(call, namesOf(call.params, 'fields') ?? namesOn(call))
  const kept = Object.entries(call.account.entryPoints).filter(([name]) => asked.includes(name))
  return { body: { data: kept.length === 0 ? [] : [Object.fromEntries(kept)] } }
}

/** POST: sets conversation starters or the menu. Errors: 100 over a limit or for a wrong shape. */
export function writeEntryPoints(call: GraphCall): Outcome {
  mayManage(call)
  const next = { ...call.account.entryPoints }
  const set: string[] = []
  for (const name of namesOn(call)) {
    if (call.params[name] === undefined) continue
    set.push(name)
    if (name === 'get_started') {
      if (!text(object(call.params, name) ?? {}, 'payload')) throw refuse.invalid('get_started needs a payload')
      next[name] = object(call.params, name)
      continue
    }
    const groups = list(call.params[name], name)
    for (const group of groups) checkGroup(name, group)
    if (!groups.some((group) => group['locale'] === 'default')) throw refuse.invalid(`Param ${name} needs an entry with the locale default`)
    next[name] = groups
  }
  if (set.length === 0) throw refuse.invalid(`One of {${namesOn(call).join(', ')}} is required`)
  if (call.account.channel === 'messenger' && next['persistent_menu'] && !next['get_started'])
    throw refuse.invalid('You must set a Get Started button if you also wish to use persistent menu', 2018145)
  setEntryPoints(call.world, call.account.id, next)
  return { body: { result: 'success' }, effect: { kind: 'messenger_profile', set } }
}

function checkGroup(name: string, group: Params): void {
  if (name === 'greeting') {
    onlyKeys(group, name, ['locale', 'text'])
    return needChars(text(group, 'text') ?? '', entryPointLimits.maxGreetingChars, 'greeting[text]')
  }
  onlyKeys(group, name, ['locale', 'call_to_actions'])
  const items = list(group['call_to_actions'], `${name}[call_to_actions]`)
  const most = name === 'ice_breakers' ? entryPointLimits.maxIceBreakers : entryPointLimits.maxMenuItems
  if (items.length === 0 || items.length > most) throw refuse.invalid(`Param ${name}[call_to_actions] must have 1 to ${most} elements`)
  for (const item of items) {
    onlyKeys(item, `${name}[call_to_actions]`, name === 'ice_breakers' ? ['question', 'payload'] : ['type', 'title', 'url', 'payload'])
    if (name === 'ice_breakers') {
      const question = text(item, 'question')
      if (!question || !text(item, 'payload')) throw refuse.invalid('An ice breaker needs question and payload')
      needChars(question, entryPointLimits.maxQuestionChars, 'ice_breakers[question]')
    } else if (text(item, 'type') === 'web_url') needUrl(messageLimits, text(item, 'url'), 'persistent_menu[url]')
    else if (text(item, 'type') !== 'postback' || !text(item, 'payload') || !text(item, 'title'))
      throw refuse.invalid('A menu item is a postback with title and payload, or a web_url')
  }
}

/** DELETE {"fields":["ice_breakers"]} */
export function deleteEntryPoints(call: GraphCall): Outcome {
  mayManage(call)
  const fields = knownNames(call, namesOf(call.params, 'fields') ?? [])
  if (fields.length === 0) throw refuse.invalid('Param fields is required')
  setEntryPoints(
    call.world,
    call.account.id,
    Object.fromEntries(Object.entries(call.account.entryPoints).filter(([name]) => !fields.includes(name))),
  )
  return { body: { result: 'success' }, effect: { kind: 'messenger_profile', removed: fields } }
}
