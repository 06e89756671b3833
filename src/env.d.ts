declare namespace App {
  interface Locals {
    /** The slug of the lesson whose slides a page shows, where its address names another thing. */
    lesson?: string;
  }
}
