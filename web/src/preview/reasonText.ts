import type { TFunction } from 'i18next'
import en from '../words/pages/en.json'

type Known = keyof typeof en.phone.silent

/** Why there was no reply on the preview's phone; a reason without its own text is shown as "no match". Errors: none. */
export const reasonText = (t: TFunction, reason: string) => t(`phone.silent.${(reason in en.phone.silent ? reason : 'no_match') as Known}`)
