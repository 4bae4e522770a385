import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeadQuery } from '../../../server/leads/leads.schemas.ts'
import { api } from '../api.ts'
import { giveFile } from '../parts/giveFile.ts'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'

export const exportFormats = ['csv', 'json', 'xlsx'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** How much of a file has arrived: its size, and in a text file its lines, of which each lead has one. */
export type Progress = { format: ExportFormat; bytes: number; lines: number }
const lineFeed = 10

/** Downloads leads as a file. Out: how far it is (null: none is running), how to begin one and to stop it. */
export function useExport() {
  const { t } = useTranslation()
  const [progress, setProgress] = useState<Progress | null>(null)
  const running = useRef<AbortController>(null)
  const start = async (format: ExportFormat, filter: LeadQuery) => {
    const stop = new AbortController()
    running.current = stop
    let [bytes, lines] = [0, 0]
    setProgress({ format, bytes, lines })
    try {
      const file = await api.download(api.exportAddress(filter, format), stop.signal, (chunk) => {
        bytes += chunk.length
        if (format !== 'xlsx') for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, at + 1)) lines++
        setProgress({ format, bytes, lines })
      })
      giveFile(file, `leads.${format}`)
      showNote(t('leads.exported', { file: `leads.${format}` }))
    } catch (trouble) {
      if (!stop.signal.aborted) showProblem(t, trouble, () => void start(format, filter))
    } finally {
      setProgress(null)
    }
  }
  return { progress, start, stop: () => running.current?.abort() }
}
