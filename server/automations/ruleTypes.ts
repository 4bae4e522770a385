import { kindOf } from '../engine/steps/steps.ts'
import type { Definition, TriggerKind } from '../model/automation.ts'

const typeOf: Record<TriggerKind, string> = {
  comment: 'post_comment',
  live_comment: 'post_comment',
  message: 'keyword',
  story_reply: 'keyword',
  story_mention: 'new_message',
  postback: 'postback',
}

/** The rule type of an automation that was not created in the rule format: by its first trigger, and by whether it sends a DM. */
export function ruleTypesOf({ triggers, steps }: Definition): { trigger_type: string; action_type: string; media_id: string | null } {
  const first = triggers[0]
  const anyText = first?.on === 'message' && first.keywords.length === 0
  const silentInDm = steps.length > 0 && steps.every((step) => kindOf(step)?.speaks !== 'direct')
  return {
    trigger_type: first === undefined ? 'none' : anyText ? 'new_message' : typeOf[first.on],
    action_type: silentInDm ? 'reply_comment' : 'send_dm',
    media_id: first?.media[0] ?? null,
  }
}
