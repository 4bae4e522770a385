import type { Sentence, TextOf } from '../model/sentence.ts'
import { sentence } from './sentences.ts'

/** What the texts of a workspace that wrote none depend on. Days of 0: never deleted. */
export type NamedIn = { workspace: string; contact: string | null; deletedAfterDays: number; addressDays: number; eventDays: number }

const writeTo = ({ contact }: NamedIn): Sentence =>
  contact ? sentence('privacy.write_to', { contact }) : sentence('privacy.write_to_account')

/** Sentences of one paragraph, then the next. */
const inParagraphs = (textOf: TextOf, paragraphs: Sentence[][]): string =>
  paragraphs.map((sentences) => sentences.map(textOf).join(' ')).join('\n\n')

/** The privacy policy, in Markdown: true for what this program does, and short enough to be read. */
export const defaultPrivacy = (textOf: TextOf, named: NamedIn): string => {
  const { workspace, deletedAfterDays, eventDays, addressDays } = named
  return inParagraphs(textOf, [
    [sentence('privacy.policy_intro', { workspace })],
    [sentence('privacy.policy_stored_title')],
    [sentence('privacy.policy_stored')],
    [sentence('privacy.policy_use_title')],
    [sentence('privacy.policy_use', { workspace })],
    [sentence('privacy.policy_how_long_title')],
    [
      sentence('privacy.policy_how_long'),
      ...(deletedAfterDays > 0 ? [sentence('privacy.policy_archived', { days: deletedAfterDays })] : []),
      ...(eventDays > 0 ? [sentence('privacy.policy_events', { days: eventDays })] : []),
      ...(addressDays > 0 ? [sentence('privacy.policy_addresses', { days: addressDays })] : []),
      sentence('privacy.policy_copies'),
    ],
    [sentence('privacy.policy_deletion_title')],
    [sentence('privacy.policy_deletion', { writeTo: writeTo(named) })],
    [sentence('privacy.policy_rights')],
  ])
}

/** The terms of service, in Markdown. */
export const defaultTerms = (textOf: TextOf, named: NamedIn): string =>
  inParagraphs(textOf, [
    [sentence('privacy.terms_intro', { workspace: named.workspace })],
    [sentence('privacy.terms_expect_title')],
    [sentence('privacy.terms_expect')],
    [sentence('privacy.terms_ask_title')],
    [sentence('privacy.terms_ask')],
    [sentence('privacy.terms_contact_title')],
    [sentence('privacy.terms_contact', { writeTo: writeTo(named) })],
  ])
