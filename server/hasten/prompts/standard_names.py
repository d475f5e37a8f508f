"""Which standard header declares which name: the names that people use, with the header to name.

Where several headers declare a name (`std::size_t`, `std::swap`), the smallest is given.
"""

from __future__ import annotations

from functools import cache

_CPP = {
    "algorithm": "sort stable_sort partial_sort nth_element is_sorted lower_bound upper_bound "
    "binary_search equal_range merge inplace_merge min max min_element max_element minmax "
    "minmax_element clamp find find_if find_if_not count count_if all_of any_of none_of for_each "
    "for_each_n copy copy_n copy_if copy_backward move_backward fill fill_n generate generate_n "
    "transform replace replace_if remove remove_if unique unique_copy reverse reverse_copy rotate "
    "shuffle next_permutation prev_permutation equal mismatch search lexicographical_compare "
    "set_union set_intersection set_difference set_symmetric_difference includes make_heap "
    "push_heap pop_heap sort_heap partition stable_partition partition_point adjacent_find "
    "iter_swap swap_ranges",
    "any": "any any_cast",
    "array": "array to_array",
    "atomic": "atomic atomic_int atomic_flag memory_order memory_order_relaxed",
    "bit": "popcount countl_zero countr_zero bit_ceil bit_floor bit_width bit_cast has_single_bit "
    "rotl rotr endian",
    "bitset": "bitset",
    "charconv": "from_chars to_chars from_chars_result to_chars_result",
    "chrono": "chrono",
    "compare": "strong_ordering weak_ordering partial_ordering",
    "complex": "complex",
    "deque": "deque",
    "exception": "exception terminate current_exception",
    "filesystem": "filesystem",
    "forward_list": "forward_list",
    "fstream": "ifstream ofstream fstream",
    "functional": "function hash less greater less_equal greater_equal equal_to plus minus "
    "multiplies bit_xor bit_or bit_and bind placeholders ref cref invoke not_fn mem_fn",
    "future": "future async promise packaged_task",
    "initializer_list": "initializer_list",
    "iomanip": "setprecision setw setfill setbase put_time get_time quoted",
    "ios": "ios ios_base fixed scientific hex oct dec boolalpha streamsize left right",
    "iostream": "cin cout cerr clog wcin wcout",
    "istream": "istream iostream ws",
    "iterator": "back_inserter front_inserter inserter istream_iterator ostream_iterator "
    "istreambuf_iterator ostreambuf_iterator reverse_iterator make_reverse_iterator distance "
    "advance next prev begin end cbegin cend rbegin rend size ssize data empty iterator_traits "
    "move_iterator make_move_iterator",
    "limits": "numeric_limits",
    "list": "list",
    "map": "map multimap",
    "memory": "unique_ptr shared_ptr weak_ptr make_unique make_shared allocator addressof align "
    "uninitialized_copy uninitialized_fill assume_aligned",
    "memory_resource": "pmr",
    "mutex": "mutex lock_guard unique_lock scoped_lock recursive_mutex once_flag call_once",
    "new": "nothrow bad_alloc launder align_val_t",
    "numbers": "numbers",
    "numeric": "accumulate iota inner_product partial_sum adjacent_difference reduce "
    "transform_reduce inclusive_scan exclusive_scan gcd lcm midpoint",
    "optional": "optional nullopt make_optional nullopt_t",
    "ostream": "ostream endl flush ends",
    "queue": "queue priority_queue",
    "random": "mt19937 mt19937_64 random_device uniform_int_distribution normal_distribution "
    "uniform_real_distribution default_random_engine minstd_rand",
    "ranges": "ranges views",
    "ratio": "ratio",
    "regex": "regex smatch regex_match regex_search regex_replace",
    "set": "set multiset",
    "span": "span dynamic_extent",
    "sstream": "stringstream istringstream ostringstream stringbuf",
    "stack": "stack",
    "stdexcept": "runtime_error logic_error invalid_argument out_of_range overflow_error "
    "length_error domain_error range_error underflow_error",
    "streambuf": "streambuf",
    "string": "string wstring u16string u32string to_string stoi stol stoll stoul stoull stof "
    "stod stold getline char_traits",
    "string_view": "string_view wstring_view",
    "thread": "thread this_thread",
    "tuple": "tuple make_tuple tie get forward_as_tuple tuple_size tuple_element apply tuple_cat",
    "type_traits": "enable_if enable_if_t is_same is_same_v is_integral is_integral_v "
    "is_floating_point is_floating_point_v is_arithmetic is_arithmetic_v is_signed is_signed_v "
    "is_unsigned is_unsigned_v make_unsigned make_unsigned_t make_signed make_signed_t "
    "conditional conditional_t decay decay_t remove_reference remove_reference_t remove_cv "
    "remove_cv_t true_type false_type integral_constant is_trivially_copyable "
    "is_trivially_copyable_v void_t invoke_result invoke_result_t is_constant_evaluated "
    "underlying_type underlying_type_t aligned_storage",
    "typeinfo": "type_info",
    "unordered_map": "unordered_map unordered_multimap",
    "unordered_set": "unordered_set unordered_multiset",
    "utility": "pair make_pair swap move forward exchange declval index_sequence "
    "make_index_sequence integer_sequence piecewise_construct as_const in_place unreachable",
    "valarray": "valarray",
    "variant": "variant visit monostate holds_alternative get_if",
    "vector": "vector",
}

_C = {
    "assert": "assert",
    "ctype": "isdigit isalpha isalnum isspace isupper islower ispunct isxdigit toupper tolower",
    "errno": "errno ERANGE EINVAL",
    "float": "DBL_MAX DBL_MIN DBL_EPSILON FLT_MAX FLT_MIN FLT_EPSILON LDBL_MAX",
    "inttypes": "PRId64 PRIu64 PRIx64 PRId32 PRIu32 SCNd64 SCNu64 imaxabs strtoimax",
    "limits": "INT_MAX INT_MIN UINT_MAX LONG_MAX LONG_MIN ULONG_MAX LLONG_MAX LLONG_MIN "
    "ULLONG_MAX CHAR_BIT CHAR_MAX CHAR_MIN UCHAR_MAX SHRT_MAX SHRT_MIN USHRT_MAX",
    "math": "sqrt sqrtf sqrtl cbrt pow powf exp exp2 log log2 log10 log1p sin cos tan asin acos "
    "atan atan2 sinh cosh tanh floor ceil round lround llround trunc fmod fabs fabsf hypot "
    "isnan isinf isfinite nan INFINITY NAN HUGE_VAL M_PI M_E M_PI_2 M_SQRT2 fma fmin fmax ldexp "
    "frexp modf copysign signbit nearbyint rint remainder erf tgamma lgamma nextafter",
    "setjmp": "jmp_buf setjmp longjmp",
    "signal": "signal raise SIGINT SIGSEGV",
    "stdarg": "va_list va_start va_end va_arg va_copy",
    "stddef": "size_t ptrdiff_t nullptr_t max_align_t offsetof NULL byte",
    "stdint": "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t "
    "uintptr_t intmax_t uintmax_t int_fast32_t uint_fast32_t int_fast64_t uint_fast64_t "
    "int_least32_t uint_least32_t INT8_MAX INT16_MAX INT32_MAX INT32_MIN INT64_MAX INT64_MIN "
    "UINT8_MAX UINT16_MAX UINT32_MAX UINT64_MAX SIZE_MAX INT64_C UINT64_C UINT32_C",
    "stdio": "printf fprintf sprintf snprintf vprintf vfprintf vsnprintf scanf fscanf sscanf "
    "getchar putchar getc putc fgetc fputc fgets fputs puts ungetc fread fwrite fopen freopen "
    "fclose fflush fseek ftell rewind feof ferror setvbuf setbuf perror FILE EOF stdin stdout "
    "stderr BUFSIZ _IOFBF _IONBF getchar_unlocked putchar_unlocked fread_unlocked "
    "fwrite_unlocked getc_unlocked putc_unlocked fileno",
    "stdlib": "malloc calloc realloc free aligned_alloc posix_memalign abort exit quick_exit "
    "atexit atoi atol atoll atof strtol strtoll strtoul strtoull strtod strtof strtold rand srand "
    "qsort bsearch abs labs llabs div ldiv lldiv EXIT_SUCCESS EXIT_FAILURE RAND_MAX getenv system",
    "string": "memcpy memmove memset memcmp memchr strlen strcmp strncmp strcpy strncpy strcat "
    "strncat strchr strrchr strstr strtok strspn strcspn strpbrk strerror strdup strnlen",
    "time": "time clock clock_t time_t CLOCKS_PER_SEC difftime localtime gmtime mktime strftime "
    "timespec",
}

_C_ONLY = {"stdbool.h": "bool true false", "stdalign.h": "alignas alignof"}

_SYSTEM = {
    "sys/mman.h": "mmap munmap madvise PROT_READ MAP_PRIVATE MAP_SHARED MAP_FAILED MAP_POPULATE",
    "sys/stat.h": "fstat",
    "fcntl.h": "O_RDONLY",
    "unistd.h": "read write STDIN_FILENO STDOUT_FILENO ssize_t sysconf",
    "strings.h": "ffs strcasecmp",
}
_INTRINSICS = ("_mm_", "_mm256_", "_mm512_", "__m128", "__m256", "__m512", "_pext_", "_pdep_")


def header_of(name: str, language: str) -> str | None:
    """The header that declares a name ("sort", "uint64_t"), None for no name of the standard's."""
    if name.startswith(_INTRINSICS):
        return "immintrin.h"
    return _table(language).get(name)


@cache
def _table(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    groups = {**_SYSTEM}
    if language == "c":
        groups |= {f"{header}.h": names for header, names in _C.items()} | _C_ONLY
    else:
        groups |= {f"c{header}": names for header, names in _C.items()} | _CPP
    for header, names in groups.items():
        found.update(dict.fromkeys(names.split(), header))
    return found
