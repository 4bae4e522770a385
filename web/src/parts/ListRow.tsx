import type { ReactNode } from 'react'
import { Avatar } from './Avatar.tsx'

type Props = {
  /** Of a person, whose picture is shown. */
  person?: string
  title: ReactNode
  /** What is said under the title, each in a line of its own. */
  under: ReactNode[]
  /** Chips, then buttons. They wrap where there is little room. */
  children?: ReactNode
}

/** The content of a row that names one thing: a member, an invitation, a person, a workspace. */
export function ListRow({ person, title, under, children }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      {person !== undefined && <Avatar name={person} className="bg-sunk text-soft" />}
      <div className="min-w-40 grow basis-0">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-semibold">{title}</div>
        {under.map((line, index) => (
          <p key={index} className={index === 0 ? 'truncate text-sm text-soft' : 'text-xs text-soft'}>
            {line}
          </p>
        ))}
      </div>
      {children}
    </div>
  )
}
