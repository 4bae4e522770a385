import { askPart } from './AskCard.tsx'
import { conditionPart } from './ConditionCard.tsx'
import { listPart } from './ListCard.tsx'
import { mediaPart } from './MediaCard.tsx'
import { messagePart } from './MessageCard.tsx'
import { delayPart } from './MoreCard.tsx'
import { openingPart } from './OpeningCard.tsx'
import type { Part } from './part.ts'
import { replyPart } from './ReplyCard.tsx'
import { tagPart } from './TagCard.tsx'
import { templatePart } from './TemplateCard.tsx'

/** The parts of the quick builder between the words and the other settings, in the order of their steps and cards. */
export const parts = {
  condition: conditionPart,
  reply: replyPart,
  delay: delayPart,
  opening: openingPart,
  ask: askPart,
  list: listPart,
  message: messagePart,
  media: mediaPart,
  template: templatePart,
  tag: tagPart,
} satisfies Record<string, Part>

export type PartName = keyof typeof parts
export const everyPart = Object.entries(parts) as [PartName, Part][]
