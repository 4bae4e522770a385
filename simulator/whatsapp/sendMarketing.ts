import type { GraphCall, Outcome } from '../platform/call.ts'
import { object, text } from '../platform/params.ts'
import { numberOf } from './numbers.ts'
import { wrong } from './parts.ts'
import { sendMessage } from './sendMessage.ts'
import { templatesNamed } from './templates.ts'

/**
 * POST /{PNID}/marketing_messages: a template as in /messages, of the category MARKETING alone (meta-platform.md 5.9).
 * Errors: as /messages; 131009 for anything else and for `message_activity_sharing` that is no switch.
 */
export function sendMarketing(call: GraphCall): Outcome {
  const { message_activity_sharing: _given, ...params } = call.params
  const sharing = text(call.params, 'message_activity_sharing') ?? 'false'
  if (!['true', 'false'].includes(sharing)) throw wrong('message_activity_sharing must be true or false')
  const part = text(params, 'type') === 'template' ? object(params, 'template') : undefined
  const found = part && templatesNamed(call.world, numberOf(call.world, call.account).wabaId, text(part, 'name') ?? '')
  if (!part || found?.some(({ category }) => category !== 'MARKETING'))
    throw wrong('Only templates of the category MARKETING can be sent here.')
  return sendMessage({ ...call, params })
}
