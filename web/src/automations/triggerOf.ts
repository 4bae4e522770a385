import type { TriggerKind } from '../../../server/model/automation.ts'
import type { AutomationAnswer } from '../../../server/automations/automations.schemas.ts'

/** The trigger for a `trigger_type` of the rule format, for lists. */
export const triggerOf = (item: AutomationAnswer): TriggerKind =>
  item.definition.triggers[0]?.on ?? (item.trigger_type === 'post_comment' ? 'comment' : 'message')
