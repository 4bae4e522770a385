import type { InboundEvent } from '../model/event.ts'

/** The file of a message that is a voice message and nothing else; null: it is none, or its file is not kept. */
export const voiceIn = ({ kind, text, attachments }: InboundEvent): string | null =>
  kind === 'message' && !text && attachments.length === 1 && attachments[0]!.type === 'audio' ? (attachments[0]!.fileId ?? null) : null
