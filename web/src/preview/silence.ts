import type { TFunction } from 'i18next'
import en from '../words/en.json'

type Known = keyof typeof en.phone.silent

/** Why nobody answered on the preview's phone, in words; a reason without words of its own is simply no answer. Errors: none. */
export const silenceText = (t: TFunction, reason: string) => t(`phone.silent.${(reason in en.phone.silent ? reason : 'no_match') as Known}`)
