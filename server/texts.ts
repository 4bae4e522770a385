import { readdirSync, readFileSync } from 'node:fs'
import { sentences as accounts } from './accounts/sentences.ts'
import { sentences as admin } from './admin/sentences.ts'
import { sentences as audit } from './audit/sentences.ts'
import { sentences as automations } from './automations/sentences.ts'
import { sentences as comments } from './comments/sentences.ts'
import { sentences as bulk } from './bulk/sentences.ts'
import { sentences as channels } from './channels/channels.ts'
import { sentences as doctor } from './doctor/sentences.ts'
import { sentences as dms } from './dms/sentences.ts'
import { sentences as forms } from './forms/sentences.ts'
import { sentences as imports } from './imports/sentences.ts'
import { sentences as leadAds } from './leadAds/sentences.ts'
import { sentences as privacy } from './privacy/sentences.ts'
import { sentences as problems } from './engine/problems.ts'
import { sentences as traces } from './engine/sentences.ts'
import { sentences as endpoints } from './endpoints/sentences.ts'
import { sentences as inbox } from './inbox/sentences.ts'
import { type Catalogue, type TextOf, textsIn } from './model/sentence.ts'
import { sentences as mail } from './mail/sentences.ts'
import { sentences as shared } from './model/sentences.ts'
import { sentences as team } from './team/sentences.ts'
import { sentences as outbox } from './outbox/sentences.ts'
import { sentences as templates } from './templates/sentences.ts'
import { sentences as input } from './platform/inputSentences.ts'

/** The sentences of each module, in English. */
export const catalogues: readonly Catalogue[] = [
  shared,
  input,
  channels,
  accounts,
  admin,
  audit,
  automations,
  problems,
  traces,
  outbox,
  templates,
  inbox,
  comments,
  imports,
  bulk,
  mail,
  team,
  dms,
  forms,
  leadAds,
  privacy,
  endpoints,
  doctor,
]

/** Every sentence that rows and the API may name, in English. */
export const english: Catalogue = Object.assign({}, ...catalogues)

/** Texts for readers whose language is not known: logs and tests. */
export const inEnglish: TextOf = textsIn('en', english)

const folder = new URL('./languages/', import.meta.url)

/** The other languages: each file of the folder is one, `<tag>.json`, sentences by key. What a file lacks is told in English. */
export const translations: Readonly<Record<string, Catalogue>> = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.slice(0, -'.json'.length), JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Catalogue]),
)

/** What a reader asks for: the languages of `accept-language`, the most wanted first, without their regions. */
export function languagesOf(accepted: string | undefined): string[] {
  const wanted = (accepted ?? '').split(',').map((one) => {
    const [tag, ...options] = one.split(';').map((part) => part.trim())
    const quality = options.find((option) => option.startsWith('q='))
    return { language: tag!.split('-')[0]!.toLowerCase(), quality: quality ? Number(quality.slice(2)) : 1 }
  })
  return wanted.toSorted((a, b) => b.quality - a.quality).map(({ language }) => language)
}

/**
 * How texts are made for whoever asks. In: the languages beside English. Out: from the headers of a request to the texts in its language.
 */
export function makeTexts(others: Readonly<Record<string, Catalogue>> = translations) {
  const texts = new Map<string, TextOf>([['en', inEnglish]])
  for (const [language, own] of Object.entries(others)) texts.set(language, textsIn(language, own, english))
  return ({ headers }: { headers: { 'accept-language'?: string | undefined } }): TextOf =>
    texts.get(languagesOf(headers['accept-language']).find((language) => texts.has(language)) ?? 'en')!
}
