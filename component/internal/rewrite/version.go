package rewrite

// version names the state of this package by the hash of its code, tests and
// this file apart.
const version = "cd0e763a261c55d30a722307d5eaafe832cbdb61d3d79c25d3591055e3d1c97c"
