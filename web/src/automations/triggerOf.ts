import type { TriggerKind } from '../../../server/model/automation.ts'
import type { AutomationAnswer } from '../../../server/automations/automations.schemas.ts'

/** What `trigger_type` says in the plans' words, for lists. */
export const triggerOf = (item: AutomationAnswer): TriggerKind =>
  item.definition.triggers[0]?.on ?? (item.trigger_type === 'post_comment' ? 'comment' : 'message')
