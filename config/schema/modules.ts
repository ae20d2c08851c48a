/** What a user's module looks like in `use` and `format`: a path that starts with `./`, `../` or `/`. */
export const MODULE_PATH = /^\.{0,2}\/./;
