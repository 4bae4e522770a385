import type { ChannelName } from '../model/event.ts'
import { isShared } from '../model/isShared.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentence } from './sentences.ts'

/** Open breakers of a channel with one code, over all workspaces: of how many accounts, and how many accounts of it are active. */
export type OpenBreakers = { channel: ChannelName; simulated: boolean; code: string; accounts: number; active: number; since: Date }

/** Trouble that several accounts share, so that its cause is not theirs. */
export type PlatformTrouble = { channel: ChannelName; simulated: boolean; code: string; words: Sentence; since: Date }

/** Without an answer nobody knows whether the platform or this server is cut off. */
const unanswered = new Set(['unreachable', 'no_answer'])

/** The troubles that several accounts share (requirement H19). In: the open breakers by channel. */
export const platformTroubles = (open: OpenBreakers[]): PlatformTrouble[] =>
  open.filter(isShared).map(({ channel, simulated, code, since }) => ({
    channel,
    simulated,
    code,
    since,
    words: unanswered.has(code) ? sentence('outbox.platform_unreachable') : sentence('outbox.platform_trouble'),
  }))
