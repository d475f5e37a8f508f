target triple = "x86_64-pc-linux-gnu"
define i32 @count(ptr %text, i32 %wanted) #0 {
entry:
  br label %loop
loop:
  %at = phi i64 [ 0, %entry ], [ %next, %again ]
  %many = phi i32 [ 0, %entry ], [ %more, %again ]
  %place = getelementptr i8, ptr %text, i64 %at
  %letter = load i8, ptr %place
  %end = icmp eq i8 %letter, 0
  br i1 %end, label %done, label %again
again:
  %wide = sext i8 %letter to i32
  %same = call i32 @is(i32 %wide, i32 %wanted)
  %more = add i32 %many, %same
  %next = add i64 %at, 1
  br label %loop
done:
  ret i32 %many
}
define i32 @count_too(ptr %text, i32 %wanted) #0 {
entry:
  br label %loop
loop:
  %at = phi i64 [ 0, %entry ], [ %next, %again ]
  %many = phi i32 [ 0, %entry ], [ %more, %again ]
  %place = getelementptr i8, ptr %text, i64 %at
  %letter = load i8, ptr %place
  %end = icmp eq i8 %letter, 0
  br i1 %end, label %done, label %again
again:
  %wide = sext i8 %letter to i32
  %same = call i32 @is(i32 %wide, i32 %wanted)
  %more = add i32 %many, %same
  %next = add i64 %at, 1
  br label %loop
done:
  ret i32 %many
}
define internal i32 @is(i32 %a, i32 %b) #0 {
  %equal = icmp eq i32 %a, %b
  %one = select i1 %equal, i32 1, i32 0
  ret i32 %one
}

define i32 @twice(ptr %text) #0 {
  %a = call i32 @count(ptr %text, i32 97)
  %b = call i32 @count(ptr %text, i32 97)
  %both = add i32 %a, %b
  %double = mul i32 %both, 8
  ret i32 %double
}

attributes #0 = { minsize optsize nounwind }
