import type { Deps } from '../deps.ts'
import type { Channels } from '../engine/checks.ts'
import type { Finding } from '../engine/finding.ts'
import { findKnownTemplates, type KnownTemplates } from '../accounts/knownTemplates.queries.ts'
import type { Definition } from '../model/automation.ts'
import type { ChannelName } from '../model/event.ts'
import { fitKnown } from '../model/fitKnown.ts'
import type { Trx } from '../platform/db.ts'
import { lint } from './lint.ts'

/** While no account is chosen: the channel that most accounts use. */
const likelyChannel = 'instagram'

/**
 * The problems of a definition, on the channel of its account.
 * In:     the channel, null while no account is chosen; the definition; the config it was created from, if any; what is known of the
 *         templates of its account.
 * Out:    as `lint`. Errors: throws when the channel is not installed.
 */
export const lintContent = (
  deps: Pick<Deps, 'channelOf' | 'channelNames' | 'mail'>,
  own: ChannelName | null,
  definition: Definition,
  config: Record<string, unknown> | null,
  known: KnownOfAccount = () => null,
): Finding[] => {
  const { limits, triggers, whyNotSendable, templates } = deps.channelOf(own ?? likelyChannel)
  const channels: Channels = {
    all: deps.channelNames,
    own,
    triggers,
    // Somebody who can be written to, and a comment that can be replied to.
    whyNotSendable(kind, content) {
      const why = whyNotSendable({ kind, recipientId: '0', commentId: kind === 'private_reply' ? '0' : null, content })
      if (why || content.type !== 'template' || !templates) return why
      const fit = fitKnown(templates, known(content.template.name), content.template)
      return 'words' in fit ? fit : null
    },
  }
  return lint(definition, limits, config, channels, deps.mail !== null)
}

type KnownOfAccount = (name: string) => ReturnType<KnownTemplates>

/** What is known of the templates that a definition sends. Runs no statement where it sends none. */
export async function findTemplatesOf(trx: Trx, accountId: string, { steps }: Definition): Promise<KnownOfAccount> {
  const names = new Set(steps.flatMap((step) => (step.type === 'template' ? [step.template.name] : [])))
  const known = await findKnownTemplates(
    trx,
    [...names].map((name) => ({ account_id: accountId, name })),
  )
  return (name) => known(accountId, name)
}
