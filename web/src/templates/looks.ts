import { Archive, Ban, CircleCheck, CirclePause, CircleX, Clock, FileQuestionMark, PencilLine, type LucideIcon } from 'lucide-react'
import type { ShownTemplate } from '../../../server/templates/templates.schemas.ts'
import type { Tone } from '../parts/Chip.tsx'

/** How each state of a template is shown. */
export const statusLooks: Record<ShownTemplate['status'], { tone: Tone; icon: LucideIcon }> = {
  draft: { tone: 'plain', icon: PencilLine },
  approved: { tone: 'good', icon: CircleCheck },
  pending: { tone: 'doubt', icon: Clock },
  in_appeal: { tone: 'doubt', icon: Clock },
  rejected: { tone: 'bad', icon: CircleX },
  paused: { tone: 'warn', icon: CirclePause },
  limit_exceeded: { tone: 'warn', icon: CirclePause },
  disabled: { tone: 'bad', icon: Ban },
  pending_deletion: { tone: 'plain', icon: CircleX },
  deleted: { tone: 'plain', icon: CircleX },
  archived: { tone: 'plain', icon: Archive },
  other: { tone: 'plain', icon: FileQuestionMark },
}

export const qualityTones: Record<NonNullable<ShownTemplate['quality']>, Tone> = { high: 'good', medium: 'warn', low: 'bad' }

/** Languages that are offered; a template that has another keeps it. */
const languages = [
  'en',
  'en_US',
  'en_GB',
  'es',
  'es_AR',
  'es_ES',
  'es_MX',
  'pt_BR',
  'pt_PT',
  'de',
  'fr',
  'it',
  'nl',
  'pl',
  'tr',
  'ru',
  'uk',
  'ar',
  'he',
  'hi',
  'id',
  'ja',
  'ko',
  'zh_CN',
]

/** The name of a language code of the platform, in the reader's language. */
export function languageName(code: string, reader: string): string {
  try {
    return new Intl.DisplayNames([reader], { type: 'language' }).of(code.replace('_', '-')) ?? code
  } catch {
    return code
  }
}

/** To choose from, by name. In: the one that is chosen now. */
export const languageChoices = (chosen: string, reader: string): { code: string; name: string }[] =>
  [...new Set([chosen, ...languages])]
    .map((code) => ({ code, name: languageName(code, reader) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, reader))
