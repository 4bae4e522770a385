import type { TFunction } from 'i18next'
import { blankForm, type AskForm, type BuilderForm } from './builderForm.ts'
import type { TemplateName } from './templateNames.ts'

export const newAsk = (t: TFunction, answer: 'email' | 'phone' | 'text'): AskForm => ({
  answer,
  field: answer === 'text' ? 'name' : answer,
  question: t(`template.ask.${answer}`),
  retryText: t(`template.retry.${answer}`),
  maxTries: 3,
  timeoutMinutes: 24 * 60,
  link: '',
  gaveUp: 'end',
  noAnswer: 'end',
})

/**
 * A new automation, filled in far enough that little more than a link is missing.
 * In: the texts and the template. Out: a new form. Errors: none.
 */
export function formFromTemplate(t: TFunction, template: TemplateName): BuilderForm {
  const form: BuilderForm = { ...structuredClone(blankForm), name: t(`template.${template}.name`) }
  const replies = [t('template.reply1'), t('template.reply2'), t('template.reply3')].map((text) => ({ text }))
  const opening = { openingOn: true, opening: [{ text: t('template.opening') }], openingButton: t('template.openingButton') }
  const message = { texts: [{ text: t('template.link.message') }], buttons: [{ title: t('template.linkButton'), url: '' }] }

  switch (template) {
    case 'link':
      return { ...form, keywords: [t('template.link.word')], replyOn: true, replies, ...opening, ...message }
    case 'emails':
      return {
        ...form,
        keywords: [t('template.emails.word')],
        replyOn: true,
        replies,
        // The question is the first DM: the person's answer opens the window, no tap is needed before it.
        ...message,
        asks: [newAsk(t, 'email')],
        texts: [{ text: t('template.emails.message') }],
      }
    case 'keyword':
      return { ...form, on: 'message', keywords: [t('template.keyword.word')], ...message }
    case 'story':
      return { ...form, on: 'story_reply', anyWord: true, ...message }
    case 'blank':
      return { ...form, name: '' }
  }
}
