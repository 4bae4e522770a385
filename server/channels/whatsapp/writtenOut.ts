import type { MessageContent } from '../../model/message.ts'

/** What is said as text alone: the text, and below it each link with its title. */
export const writtenOut = ({ text, buttons = [] }: MessageContent): string =>
  [text, ...buttons.flatMap((button) => (button.url ? [`${button.title}: ${button.url}`] : []))].join('\n').toWellFormed()
