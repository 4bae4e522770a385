import type { StepType, TriggerKind } from '../model/automation.ts'
import type { Ability, Channel } from '../model/channel.ts'

/** A live automation: what can start it, and the kinds of its steps. */
export type LiveAutomation = { name: string; triggers: readonly TriggerKind[]; steps: readonly StepType[] }

/** What of an account can use its permissions: live automations, and forms that continue in a chat of it. */
export type Users = { automations: readonly LiveAutomation[]; forms: readonly string[] }

/** A private reply alone goes with the permission for comments; what follows in that conversation, and its receipts, do not. */
const inMessages: readonly StepType[] = ['message', 'ask', 'wait']

/**
 * The names of what uses an ability of an account; null: nothing. Pure. Doctor and kit for app review decide it here.
 * None: the account itself, since lead ads need no automation.
 */
export function whatUses({ leads }: Pick<Channel, 'leads'>, { name, triggers }: Ability, { automations, forms }: Users): string[] | null {
  const isMessages = name === 'messages'
  const usedBy = automations
    .filter(
      (one) => one.triggers.some((kind) => triggers.includes(kind)) || (isMessages && one.steps.some((step) => inMessages.includes(step))),
    )
    .map((one) => one.name)
  if (isMessages) usedBy.push(...forms)
  return usedBy.length > 0 || (leads && triggers.length === 0) ? usedBy : null
}
