import { readGraphBy } from '../meta/readGraph.ts'
import { errors } from './errors.ts'

/** A read of WhatsApp, its refusals in WhatsApp's words. */
export const readGraph = readGraphBy(errors)
