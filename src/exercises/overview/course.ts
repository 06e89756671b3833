/** The course as the page of all exercises lists it. */
export interface Course {
  readonly lessons: readonly CourseLesson[];
  /** Every exercise, `<slug>/<name>`, in the order of the course. */
  readonly exercises: readonly string[];
}

export interface CourseLesson {
  readonly slug: string;
  readonly title: string;
  readonly exercises: readonly CourseExercise[];
}

export interface CourseExercise {
  /** `<slug>/<name>`. */
  readonly id: string;
  /** Lesson and place in it, `2.3`: what receipts call it. */
  readonly label: string;
  readonly row: HTMLElement;
}

/** Reads the list that the build wrote. */
export function readCourse(root: ParentNode): Course {
  const lessons = [...root.querySelectorAll<HTMLElement>('[data-group]')].map((group) => ({
    slug: group.dataset['group'] ?? '',
    title: group.dataset['title'] ?? '',
    exercises: [...group.querySelectorAll<HTMLElement>('[data-row]')].map((row) => ({
      id: row.dataset['row'] ?? '',
      label: row.dataset['label'] ?? '',
      row,
    })),
  }));
  return { lessons, exercises: lessons.flatMap(({ exercises }) => exercises.map(({ id }) => id)) };
}
