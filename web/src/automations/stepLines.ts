import type { TFunction } from 'i18next'
import {
  Clock,
  FileCheck,
  Hand,
  Hourglass,
  Image,
  List,
  MessageCircleQuestion,
  Reply,
  Save,
  Send,
  Split,
  Tag,
  type LucideIcon,
} from 'lucide-react'
import type { Check, Step, StepOf, StepType } from '../../../server/model/automation.ts'

type StepLine<S extends Step> = { icon: LucideIcon; said: (step: S, t: TFunction) => string }

/** Each type of step as one line of text; a missing one does not compile. Its name is `steps.type.…` in the catalogue. */
const lines: { [T in StepType]: StepLine<StepOf<T>> } = {
  reply: { icon: Reply, said: ({ texts }) => texts.join(' / ') },
  message: { icon: Send, said: ({ texts }) => texts.join(' / ') },
  media: {
    icon: Image,
    said: ({ media, caption }, t) =>
      [t(`steps.media.${media.type}`), caption ?? media.filename ?? media.url ?? ''].filter(Boolean).join(': '),
  },
  list: {
    icon: List,
    said: ({ texts, sections }) => `${texts.join(' / ')} (${sections.flatMap(({ rows }) => rows.map(({ title }) => title)).join(', ')})`,
  },
  template: { icon: FileCheck, said: ({ template: { name, language } }) => `${name} (${language})` },
  ask: { icon: MessageCircleQuestion, said: ({ texts }) => texts.join(' / ') },
  wait: { icon: Hourglass, said: ({ timeoutMinutes }, t) => t('steps.minutes', { count: timeoutMinutes }) },
  save: { icon: Save, said: ({ field }, t) => t('steps.field', { field }) },
  delay: { icon: Clock, said: ({ minutes }, t) => t('steps.minutes', { count: minutes }) },
  condition: {
    icon: Split,
    said: ({ checks, match }, t) => checks.map((check) => checkInWords(check, t)).join(` ${t(`steps.${match}`)} `),
  },
  tag: {
    icon: Tag,
    said: ({ add = [], remove = [] }, t) =>
      [...add.map((tag) => t('steps.tagAdded', { tag })), ...remove.map((tag) => t('steps.tagRemoved', { tag }))].join(', '),
  },
  handOver: {
    icon: Hand,
    said: ({ to }, t) =>
      t(to === 'next' ? 'steps.toNext' : to === 'nobody' ? 'steps.toNobody' : to === 'as_set' ? 'steps.toAsSet' : 'steps.toMember'),
  },
}

function checkInWords(check: Check, t: TFunction): string {
  if (check.what === 'window') return t(check.is === 'open' ? 'steps.windowOpen' : 'steps.windowClosed')
  if (check.what === 'tag') return t(check.is === 'present' ? 'steps.tagPresent' : 'steps.tagAbsent', { tag: check.tag })
  if (check.what === 'channel') return t('steps.channel', { channels: check.values.join(', ') })
  const about = check.what === 'answer' ? t('steps.answer') : check.field
  const than = 'value' in check ? check.value : 'values' in check ? check.values.join(', ') : 'number' in check ? String(check.number) : ''
  return `${about} ${t(`builder.checkIs.${check.is}`)} ${than}`.trim()
}

export const lineOf = (step: Step): StepLine<Step> => lines[step.type] as unknown as StepLine<Step>
