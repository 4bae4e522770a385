import { useId, type FormEvent, type ReactNode } from 'react'
import { Button } from '../parts/Button.tsx'
import { EditorDrawer } from './EditorDrawer.tsx'
import { ProblemNotice } from './ProblemNotice.tsx'

type Props = {
  title: string
  /** The label of the button that saves. */
  action: string
  state: { isDirty: boolean; isSubmitting: boolean }
  onSubmit: (event: FormEvent) => unknown
  onClose: () => void
  /** What went wrong; `notice` is shown in its place. */
  trouble: unknown
  notice?: ReactNode
  /** The fields. */
  children: ReactNode
}

/** A form in a drawer: its fields, and at the bottom what went wrong and the button. */
export function EditorForm({ title, action, state: { isDirty, isSubmitting }, onSubmit, onClose, trouble, notice, children }: Props) {
  const id = useId()
  return (
    <EditorDrawer
      title={title}
      isDirty={isDirty && !isSubmitting}
      onClose={onClose}
      footer={
        <div className="grid gap-3">
          {notice ?? <ProblemNotice problem={trouble} />}
          <Button type="submit" form={id} look="primary" busy={isSubmitting} className="justify-self-end">
            {action}
          </Button>
        </div>
      }
    >
      <form id={id} noValidate onSubmit={(event) => void onSubmit(event)} className="grid gap-6 p-4 pb-10 sm:p-6">
        {children}
      </form>
    </EditorDrawer>
  )
}
