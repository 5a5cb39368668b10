package rewrite

// version names the state of this package by the hash of its code, tests and
// this file apart.
const version = "024629cc9dc94cd33f116e9b9dc99d4798a35f3c99252cdd799aee2b5ff5f73c"
