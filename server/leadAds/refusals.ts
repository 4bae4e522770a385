import type { ChannelError } from '../model/channel.ts'
import type { Alert } from './leadAlerts.queries.ts'
import { sentence } from './sentences.ts'

/** Alerts that end when leads can be read again. */
export const refusalCodes = ['leads_refused', 'access_refused'] as const

const named = (permissions: readonly string[]): string => permissions.join(', ')

/** The platform refused to hand out a lead, or a list of them. The error has its own words. */
export const refusedLeads = (error: ChannelError, permissions: readonly string[]): Alert => ({
  formId: '',
  code: 'leads_refused',
  words:
    error.code === 'permission_missing'
      ? sentence('leadads.leads_refused', { before: error.words, permissions: named(permissions) })
      : error.words,
})

/** The platform refused to list forms. */
export const refusedForms = (error: ChannelError, permissions: readonly string[]): Alert => ({
  formId: '',
  code: 'forms_refused',
  words: sentence('leadads.forms_refused', { before: error.words, permissions: named(permissions) }),
})
