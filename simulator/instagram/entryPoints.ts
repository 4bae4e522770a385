import { needPermission } from '../platform/access.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { list, names as namesOf, text, type Params } from '../platform/params.ts'
import { setEntryPoints } from '../world/accounts.ts'
import { needChars, needUrl } from './checkParts.ts'
import { entryPointLimits } from './limits.ts'

const names = ['ice_breakers', 'persistent_menu'] as const

function mayManage(call: GraphCall): void {
  needPermission(call.token, 'instagram_business_manage_messages', 'instagram_manage_messages')
}

/** GET /{IG_ID}/messenger_profile?fields=ice_breakers,persistent_menu (meta-platform.md 3.6) */
export function readEntryPoints(call: GraphCall): Outcome {
  mayManage(call)
  const asked: readonly string[] = namesOf(call.params, 'fields') ?? names
  const kept = Object.entries(call.account.entryPoints).filter(([name]) => asked.includes(name))
  return { body: { data: kept.length === 0 ? [] : [Object.fromEntries(kept)] } }
}

/** POST: sets conversation starters or the menu. Errors: 100 over a limit or for a wrong shape. */
export function writeEntryPoints(call: GraphCall): Outcome {
  mayManage(call)
  if (text(call.params, 'platform') !== 'instagram') throw refuse.invalid('Param platform must be instagram')
  const next = { ...call.account.entryPoints }
  const set: string[] = []
  for (const name of names) {
    if (call.params[name] === undefined) continue
    const groups = list(call.params[name], name)
    for (const group of groups) checkGroup(name, group)
    next[name] = groups
    set.push(name)
  }
  if (set.length === 0) throw refuse.invalid(`One of {${names.join(', ')}} is required`)
  setEntryPoints(call.world, call.account.id, next)
  return { body: { result: 'success' }, effect: { kind: 'messenger_profile', set } }
}

function checkGroup(name: (typeof names)[number], group: Params): void {
  const items = list(group['call_to_actions'], `${name}[call_to_actions]`)
  const most = name === 'ice_breakers' ? entryPointLimits.maxIceBreakers : entryPointLimits.maxMenuItems
  if (items.length === 0 || items.length > most) throw refuse.invalid(`Param ${name}[call_to_actions] must have 1 to ${most} elements`)
  for (const item of items) {
    if (name === 'ice_breakers') {
      const question = text(item, 'question')
      if (!question || !text(item, 'payload')) throw refuse.invalid('An ice breaker needs question and payload')
      needChars(question, entryPointLimits.maxQuestionChars, 'ice_breakers[question]')
    } else if (text(item, 'type') === 'web_url') needUrl(text(item, 'url'), 'persistent_menu[url]')
    else if (text(item, 'type') !== 'postback' || !text(item, 'payload') || !text(item, 'title'))
      throw refuse.invalid('A menu item is a postback with title and payload, or a web_url')
  }
}

/** DELETE {"fields":["ice_breakers"]} */
export function deleteEntryPoints(call: GraphCall): Outcome {
  mayManage(call)
  const fields = namesOf(call.params, 'fields') ?? []
  if (fields.length === 0) throw refuse.invalid('Param fields is required')
  setEntryPoints(
    call.world,
    call.account.id,
    Object.fromEntries(Object.entries(call.account.entryPoints).filter(([name]) => !fields.includes(name))),
  )
  return { body: { result: 'success' }, effect: { kind: 'messenger_profile', removed: fields } }
}
