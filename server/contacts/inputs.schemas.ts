import { z } from 'zod'

const timeZones = new Set(Intl.supportedValuesOf('timeZone').concat('UTC'))
export const timeZone = z.string().refine((zone) => timeZones.has(zone), 'Use a time zone such as Europe/Berlin.')
export const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'must be a language such as en or pt-BR')
