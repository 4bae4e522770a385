import { useQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useWatch, type UseFormReturn } from 'react-hook-form'
import { queries } from '../queries.ts'
import type { BuilderForm } from './builderForm.ts'
import { draftPlace, dropDraft, findDraft, keepDraft } from './drafts.ts'

const pauseMs = 300

/**
 * Keeps what is written in the builder on this device while it differs from what is saved, and puts it back when the builder is opened again:
 * after a reload, a crash, another visit.
 * In: the form, which automation it is of and its version. Out: since when what was put back is kept (null: nothing was), the version that was
 * begun with, and what to do when it is saved or given up. Errors: none; a browser that keeps nothing keeps nothing.
 */
export function useDraft(methods: UseFormReturn<BuilderForm>, start: BuilderForm, id: string, version: number | null) {
  const { data: me } = useQuery(queries.me)
  const place = draftPlace(me?.user?.id ?? 'key', id)
  const [found] = useState(() => findDraft(place, new Date()))
  const [restoredAt, setRestoredAt] = useState(found?.at ?? null)
  const [begunWith, setBegunWith] = useState(found ? found.version : version)
  const form = useWatch({ control: methods.control }) as BuilderForm
  const { isDirty } = methods.formState
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const drawn = useRef(false)
  const latest = useRef({ place, form, begunWith })
  latest.current = { place, form, begunWith }

  // What is saved stays what the form is compared with: what was put back counts as changed.
  useLayoutEffect(() => {
    if (found) methods.reset(found.form, { keepDefaultValues: true })
  }, [found, methods])

  const write = () => {
    clearTimeout(timer.current)
    timer.current = undefined
    const now = latest.current
    keepDraft(now.place, { form: now.form, version: now.begunWith, at: new Date().toISOString() })
  }
  const forget = () => {
    clearTimeout(timer.current)
    timer.current = undefined
    dropDraft(place)
    setRestoredAt(null)
  }
  useEffect(() => {
    // At the first drawing nothing is put back yet.
    if (!drawn.current) drawn.current = true
    else if (isDirty) timer.current ??= setTimeout(write, pauseMs)
    else forget()
    // What is written decides
  }, [form, isDirty])
  useEffect(() => {
    const hurry = () => timer.current !== undefined && write()
    window.addEventListener('pagehide', hurry)
    document.addEventListener('visibilitychange', hurry)
    return () => {
      window.removeEventListener('pagehide', hurry)
      document.removeEventListener('visibilitychange', hurry)
      hurry()
    }
    // For as long as it is open
  }, [])

  return {
    restoredAt,
    begunWith,
    /** What was put back is given up for what is saved. */
    discard: () => {
      methods.reset(start)
      setBegunWith(version)
      forget()
    },
    /** It is saved, as this version, or is to be forgotten. */
    done: (saved: number | null = null) => {
      forget()
      if (saved !== null) setBegunWith(saved)
    },
  }
}
