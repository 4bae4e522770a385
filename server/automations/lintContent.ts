import type { Deps } from '../deps.ts'
import type { Channels } from '../engine/checks.ts'
import type { Finding } from '../engine/finding.ts'
import type { Definition } from '../model/automation.ts'
import type { ChannelName } from '../model/event.ts'
import { lint } from './lint.ts'

/** While no account is chosen: the channel that most accounts use. */
const likelyChannel = 'instagram'

/**
 * The problems of a definition, on the channel of its account.
 * In:     the channel, null while no account is chosen; the definition; the config it was created from, if any.
 * Out:    as `lint`. Errors: throws when the channel is not installed.
 */
export const lintContent = (
  deps: Pick<Deps, 'channelOf' | 'channelNames' | 'mail'>,
  own: ChannelName | null,
  definition: Definition,
  config: Record<string, unknown> | null,
): Finding[] => {
  const { limits, triggers, whyNotSendable } = deps.channelOf(own ?? likelyChannel)
  const channels: Channels = {
    all: deps.channelNames,
    own,
    triggers,
    // Somebody who can be written to, and a comment that can be replied to.
    whyNotSendable: (kind, content) =>
      whyNotSendable({ kind, recipientId: '0', commentId: kind === 'private_reply' ? '0' : null, content }),
  }
  return lint(definition, limits, config, channels, deps.mail !== null)
}
