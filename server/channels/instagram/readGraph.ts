import { readGraphBy } from '../meta/readGraph.ts'
import { errors } from './errors.ts'

/** Reads from Instagram, with Instagram's error table. */
export const readGraph = readGraphBy(errors)
