import { readGraphBy } from '../meta/readGraph.ts'
import { errors } from './errors.ts'

/** Reads from WhatsApp, with WhatsApp's error table. */
export const readGraph = readGraphBy(errors)
