import { readGraphBy } from '../meta/readGraph.ts'
import { errors } from './errors.ts'

/** Reads of a Page, with its error table. */
export const readGraph = readGraphBy(errors)
