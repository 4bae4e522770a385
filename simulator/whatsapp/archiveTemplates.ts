import { needPermission } from '../platform/access.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import { names } from '../platform/params.ts'
import { numberOf } from './numbers.ts'
import { setStatus } from './templateEvents.ts'
import { findTemplate } from './templates.ts'

const archivable = ['APPROVED', 'PAUSED', 'REJECTED']

/**
 * POST api.facebook.com/{WABA}/message_templates/archive and …/unarchive {hsm_ids} (meta-platform.md 13.2, row 2.7). Which states can be
 * archived, and what the lists hold, is from memory.
 */
export function archiveTemplates(call: GraphCall): Outcome {
  const { world, account, parts, method, params } = call
  const [id, edge, verb, ...more] = parts
  const product = account.channel === 'whatsapp' ? numberOf(world, account) : null
  const isVerb = verb === 'archive' || verb === 'unarchive'
  if (product === null || product.wabaId !== id || edge !== 'message_templates' || !isVerb || more.length > 0)
    throw refuse.unknownPath(parts.join('/'))
  if (method !== 'POST') throw refuse.unsupported(method, 'the simulator answers here: POST')
  needPermission(call.token, 'whatsapp_business_management')
  takeRate(call, 'other')
  const wanted = names(params, 'hsm_ids')
  if (!wanted?.length) throw refuse.invalid('Param hsm_ids is required')
  const moved: string[] = []
  for (const one of wanted) {
    const template = findTemplate(world, product.wabaId, one)
    if (!template || !(verb === 'archive' ? archivable : ['ARCHIVED']).includes(template.status)) continue
    if (verb === 'archive') setStatus(world, template, 'ARCHIVED')
    else setStatus(world, template, 'APPROVED', 'NONE', {}, 'UNARCHIVED')
    moved.push(one)
  }
  const failed = wanted.filter((one) => !moved.includes(one))
  return {
    body: { archived_templates: moved, failed_templates: failed },
    effect: { kind: `templates_${verb}d`, ids: moved, accountId: account.id },
  }
}
