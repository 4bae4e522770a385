import type { MediaStep } from '../../model/automation.ts'
import { templateValues } from '../fillTemplate.ts'
import { charsOf, fitTemplate } from '../fitTemplate.ts'
import { planContent } from '../planMessage.ts'
import { onward, type StepKind } from './step.ts'

/** Sends a file by DM, with a caption where the channel has captions. */
export const media = {
  speaks: 'direct',
  take(run, step, { automation, next, builder }) {
    const most = builder.limits?.maxCaptionChars ?? Infinity
    const values = templateValues(builder.conversation, run, builder.said)
    const { text, cut } = fitTemplate(step.caption ?? '', values, null, (caption) => charsOf(caption) <= most)
    const content = { type: 'media' as const, media: { ...step.media, ...(text === '' ? {} : { caption: text }) } }
    const chosen = { variation: null, of: 1, cut: cut && text !== '' }
    return { run: planContent(builder, run, automation, step.id, content, 'direct', chosen), to: next }
  },
  ways: (_step, next) => onward(next),
  texts: ({ caption, media: { url, mediaId } }) => [caption ?? url ?? mediaId ?? ''],
  sample: ({ media: file, caption }) => ({ type: 'media', media: { ...file, ...(caption === undefined ? {} : { caption }) } }),
  sentences: {},
} satisfies StepKind<MediaStep>
