import { useQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useWatch, type UseFormReturn } from 'react-hook-form'
import { queries } from '../queries.ts'
import type { BuilderForm } from './builderForm.ts'
import { draftPlace, dropDraft, findDraft, keepDraft } from './drafts.ts'

const pauseMs = 300

/**
 * Stores the edits in the builder on this device while they differ from the saved version, and restores them when the builder is opened
 * again: after a reload, a crash or a later visit.
 * In: the form, its automation and version. Out: when the restored edits were stored (null: none), the version that was
 * edited, and what to call when they are saved or discarded. Errors: none, even if the browser stores nothing.
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

  // The form is still compared with the saved version: restored edits count as changed.
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
    // At the first render nothing is restored yet.
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
    /** Discards the restored edits for the saved version. */
    discard: () => {
      methods.reset(start)
      setBegunWith(version)
      forget()
    },
    /** The edits are saved as this version, or discarded. */
    done: (saved: number | null = null) => {
      forget()
      if (saved !== null) setBegunWith(saved)
    },
  }
}
